"""The length guard: what each question is there for, and what publishing should think about."""

from dataclasses import replace

import pytest

from portal.rules.forms.advice import AdviceKind, advice, costs
from portal.rules.forms.definition import Definition, Page, Purpose, Step
from portal.rules.forms.document import from_json, to_json
from portal.rules.forms.generate import new_question, with_agreement
from portal.rules.forms.translation import with_words
from portal.rules.questions.key import TypeName
from tests.support.company import CONTACT, KEYS, TERMS, field

QUESTION = new_question(TypeName.TEXT, "Which colour?", ())


def form(*fields: object, **changes: object) -> Definition:
    return replace(Definition(Page("A form"), (Step("all", "All", tuple(fields)),)), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (field("work_email"), "agreed (MQL)"),
        (field("employees"), "agreed (SQL)"),
        (field("message"), "agreed (optional)"),
        (field("message", why="Reps open with it"), "Reps open with it"),
        (field("country"), "asked by the routing rule “Abroad”"),
        (QUESTION, ""),
        (replace(QUESTION, why="The sample is sent in it"), "The sample is sent in it"),
    ],
)
def test_every_question_says_what_it_is_there_for(asked: object, reason: str) -> None:
    [cost] = costs(form(asked), TERMS, {"country": "Abroad"})
    assert cost.reason == reason
    assert cost.seconds > 0


def test_a_key_that_only_a_rule_needs_names_the_rule() -> None:
    keys = tuple(replace(item, level="optional") if item.key.key == "employees" else item for item in TERMS.keys)  # type: ignore[arg-type]
    terms = replace(TERMS, keys=keys)
    [cost] = costs(with_agreement(form(field("employees")), terms, tuple(KEYS.values())), terms, {})
    assert cost.reason == "asked by the rule “Number of employees is at least 50”"


def test_what_publishing_should_think_about() -> None:
    assert advice(CONTACT) == ()
    kinds = [item.kind for item in advice(form(QUESTION, page=Page("A form", thanks_text=""), purpose=Purpose.EVENT))]
    assert kinds == [AdviceKind.NO_WHY, AdviceKind.NO_THANKS, AdviceKind.NO_CONSENT]
    long = form(*(new_question(TypeName.LONG_TEXT, f"Tell {number}", ()) for number in range(9)))
    assert advice(long)[0].kind is AdviceKind.LONG


def test_a_translation_that_is_older_than_its_text_is_told() -> None:
    german = with_words(CONTACT, "de", {"page.title": "Mit dem Vertrieb sprechen"})
    assert AdviceKind.STALE not in [item.kind for item in advice(german)]
    newer = replace(german, page=replace(german.page, title="Talk to our sales team"))
    assert AdviceKind.STALE in [item.kind for item in advice(newer)]


def test_the_reason_is_kept_and_silent_while_there_is_none() -> None:
    told = form(replace(QUESTION, why="For the sample"), field("message", why="Reps open with it"))
    assert from_json(to_json(told)) == told
    assert with_agreement(told, TERMS, tuple(KEYS.values())).find("message").why == "Reps open with it"  # type: ignore[union-attr]
    assert "why" not in to_json(form(QUESTION))
