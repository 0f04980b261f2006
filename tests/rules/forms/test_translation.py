"""A form in further languages: texts by place, fallback, what is older than its source; and what never changes."""

from dataclasses import replace

import pytest

from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.differences import differences
from portal.rules.forms.document import DefinitionError, from_json, to_json
from portal.rules.forms.reading import read
from portal.rules.forms.translated import Text, Translation
from portal.rules.forms.translation import in_language, languages, missing, stale, texts, with_words, without_language
from portal.rules.questions.key import KeyKind, Option, Settings, TypeName

PLAN = Field(
    "plan",
    TypeName.CHOICE,
    KeyKind.QUESTION,
    "Which plan?",
    help="You can change it later.",
    required=True,
    options=(Option("small", "Small"), Option("large", "Large", help="For many people")),
)
COUNT = Field("count", TypeName.DECIMAL, KeyKind.QUESTION, "How many?", settings=Settings())
FORM = Definition(Page("Talk to us", points=("Quick",)), (Step("one", "About you", (PLAN, COUNT)),))
GERMAN = with_words(
    FORM,
    "de",
    {"page.title": "Sprechen Sie mit uns", "field.plan.label": "Welcher Tarif?", "field.plan.option.small": "Klein"},
)


def test_every_text_that_visitors_read_has_a_place() -> None:
    assert list(texts(FORM)) == [
        "page.title",
        "page.button",
        "page.thanks_title",
        "page.thanks_text",
        "page.points.1",
        "step.one.title",
        "field.plan.label",
        "field.plan.help",
        "field.plan.option.small",
        "field.plan.option.large",
        "field.plan.option.large.help",
        "field.count.label",
    ]


def test_what_is_not_translated_stays_as_it_is() -> None:
    shown = in_language(GERMAN, "de")
    assert (shown.page.title, shown.page.button, shown.locale) == ("Sprechen Sie mit uns", "Send", "de")
    (step,) = shown.steps
    assert [option.label for option in step.fields[0].options] == ["Klein", "Large"]
    assert "field.plan.help" in missing(GERMAN, "de")
    assert in_language(GERMAN, "fr") is GERMAN


def test_answers_have_no_language() -> None:
    posted = {"plan": ["small"], "count": ["1.5"]}
    german = read(in_language(GERMAN, "de"), {**posted, "count": ["1,5"]})
    english = read(GERMAN, posted)
    assert {key: answer.value for key, answer in german.answers.items()} == {
        key: answer.value for key, answer in english.answers.items()
    }


def test_a_translation_is_stale_when_its_text_changes_and_fresh_when_looked_at() -> None:
    assert stale(GERMAN) == ()
    changed = replace(GERMAN, page=replace(GERMAN.page, title="Talk to sales"))
    (old,) = stale(changed)
    assert (old.locale, old.path, old.source, old.was) == ("de", "page.title", "Talk to sales", "Sprechen Sie mit uns")
    assert stale(with_words(changed, "de", {"page.title": "Sprechen Sie mit uns"})) == ()
    assert stale(with_words(changed, "de", {"field.plan.label": "Welcher?"})) == stale(changed)


def test_empty_and_unknown_texts_are_not_kept() -> None:
    emptied = with_words(GERMAN, "de", {"page.title": "", "field.nobody.label": "x"})
    assert "page.title" in missing(emptied, "de")
    assert "nobody" not in to_json(emptied)


def test_languages_survive_the_document_and_go_again() -> None:
    assert from_json(to_json(GERMAN)) == GERMAN
    assert languages(GERMAN) == ("en", "de")
    assert "translations" not in to_json(without_language(GERMAN, "de"))
    assert [line.label for line in differences(FORM, GERMAN)] == ["Language de"]


@pytest.mark.parametrize("translation", [Translation("x y"), Translation("de", (Text("page.title", "", "x" * 4001),))])
def test_no_language_and_too_much_are_refused(translation: Translation) -> None:
    with pytest.raises(DefinitionError):
        from_json(to_json(replace(FORM, translations=(translation,))))
