"""Forms in the visitor's language: chosen by address or browser, to be switched, with every sentence of ours in it."""

import ast
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.mail.languages.catalogue import CATALOGUES
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.answer import AnswerRow
from portal.models.intake.person import Person
from portal.models.intake.submission import Submission
from portal.rules.forms.definition import Field, Step
from portal.rules.forms.translation import with_words
from portal.rules.questions.key import KeyKind, TypeName
from portal.services.intake import receiving, sweeping
from portal.web.shared.clock import utcnow
from portal.web.shared.language import speak, told
from tests.support.company import COMPLETE, CONTACT
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
LANGUAGES = ("de", "es", "fr", "it", "nl")
GERMAN = with_words(
    CONTACT,
    "de",
    {
        "page.title": "Sprechen Sie mit uns",
        "field.work_email.label": "Geschäftliche E-Mail",
        "page.thanks_title": "Danke",
    },
)
PLACE = re.compile(r"\{([a-z]+)\}")


def catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((CATALOGUES / f"{language}.json").read_text())
    return found


@pytest.mark.parametrize(
    ("address", "header", "language"),
    [
        ("/f/our-form", "", "en"),
        ("/f/our-form?lang=de", "", "de"),
        ("/f/our-form?lang=xx", "", "en"),
        ("/f/our-form", "de-CH,de;q=0.9,en;q=0.5", "de"),
        ("/f/our-form", "fr,en;q=0.5", "en"),
        ("/f/our-form?lang=en", "de", "en"),
        ("/f/our-form/embed?lang=de", "", "de"),
        ("/f/our-form/thanks/ABCDE-12345?lang=de", "", "de"),
    ],
)
def test_the_address_chooses_and_then_the_browser(
    visitor: Visitor, publish: Publish, address: str, header: str, language: str
) -> None:
    publish(GERMAN)
    page = visitor.open(address, headers={"Accept-Language": header} if header else {})
    assert f'<html lang="{language}">' in page.html
    assert ("Sprechen Sie mit uns" in page.html or "Danke" in page.html) == (language == "de")


def test_the_others_are_linked_and_keep_where_the_visitor_came_from(visitor: Visitor, publish: Publish) -> None:
    publish(GERMAN)
    for _ in range(2):
        page = visitor.open("/f/our-form?utm_source=fair&lang=en")
        assert ("?lang=de&utm_source=fair", "Deutsch") in page.links
    assert "rest-of-the-address" not in page.html


def test_a_form_in_one_language_links_none(visitor: Visitor, publish: Publish) -> None:
    publish(CONTACT)
    assert 'class="languages"' not in visitor.open("/f/our-form").html


def test_errors_and_thanks_come_in_the_language(app: Flask, visitor: Visitor, publish: Publish) -> None:
    publish(GERMAN)
    page = visitor.open("/f/our-form?lang=de")
    assert "Fragen mit" in page.html
    wrong = visitor.post("/f/our-form?lang=de", {**COMPLETE, "work_email": ""}, page)
    assert wrong.status == 422
    assert wrong.title.startswith("Fehler: ")
    assert "Geben Sie „Geschäftliche E-Mail“ ein" in wrong.html
    sent = visitor.post("/f/our-form?lang=de", COMPLETE, wrong)
    assert sent.response.headers["Location"].endswith("?lang=de")
    with app.app_context():
        assert db.session.scalars(select(Submission)).one().lead_id is not None


def test_a_form_written_in_german_speaks_german(visitor: Visitor, publish: Publish) -> None:
    publish(replace(CONTACT, locale="de"))
    page = visitor.open("/f/our-form")
    assert '<html lang="de">' in page.html
    assert "müssen beantwortet werden" in page.html


LAST = Field("q_last", TypeName.TEXT, KeyKind.QUESTION, "Anything else?")
DECIMAL = Field("q_weight", TypeName.DECIMAL, KeyKind.QUESTION, "Weight")
(ALL,) = CONTACT.steps
IN_STEPS = with_words(
    replace(
        CONTACT,
        steps=(replace(CONTACT.steps[0], fields=(*CONTACT.steps[0].fields, DECIMAL)), Step("end", "End", (LAST,))),
    ),
    "de",
    {"page.title": "Sprechen Sie mit uns"},
)
TYPED = {**COMPLETE, "employees": "1.250", "q_weight": "1.234,5"}


def weight(app: Flask) -> object:
    with app.app_context():
        return db.session.scalars(select(AnswerRow.number).where(AnswerRow.key == "q_weight")).one()


def test_numbers_are_read_as_the_language_writes_them(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(with_words(replace(IN_STEPS, steps=IN_STEPS.steps[:1]), "de", {}))
    page = visitor.open("/f/our-form?lang=de")
    wrong = visitor.post("/f/our-form?lang=de", {**TYPED, "work_email": ""}, page)
    assert wrong.controls["q_weight"]["value"] == "1.234,5"
    assert visitor.post("/f/our-form?lang=de", TYPED, wrong).status == 303
    assert weight(app) == Decimal("1234.5")
    with app.app_context():
        assert db.session.scalars(select(Submission.language)).one() == "de"


def test_a_post_of_somebody_elses_page_is_read_in_the_forms_own_language(
    visitor: Visitor, publish: Publish, app: Flask
) -> None:
    """The page is not ours, so the browser's language says nothing about how its numbers are written."""
    publish(replace(with_words(replace(IN_STEPS, steps=IN_STEPS.steps[:1]), "de", {}), plain_post=True))
    german = {"Accept-Language": "de"}
    typed = {**COMPLETE, "q_weight": "1,234.5"}
    wrong = visitor.post("/f/our-form/plain", {**typed, "employees": "many"}, None, headers=german)
    assert (wrong.status, '<html lang="en">' in wrong.html) == (422, True)
    assert visitor.post("/f/our-form/plain", typed, wrong, headers=german).status == 303
    assert weight(app) == Decimal("1234.5")
    there = visitor.post("/f/our-form/plain?lang=de", {**typed, "q_weight": "7,5"}, None)
    assert there.response.headers["Location"].endswith("?lang=de")


def test_what_the_sweep_tries_again_is_read_in_the_language_it_was_typed_in(
    visitor: Visitor, publish: Publish, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(with_words(replace(IN_STEPS, steps=IN_STEPS.steps[:1]), "de", {}))
    page = visitor.open("/f/our-form?lang=de")
    with monkeypatch.context() as broken:
        broken.setattr(receiving, "place", lambda *_arguments, **_keywords: 1 / 0)
        assert visitor.post("/f/our-form?lang=de", TYPED, page).status == 303
    with app.app_context():
        begin_write()
        assert sweeping.sweep_unjudged(utcnow(), 10) == 1
        db.session.commit()
        assert json.loads(db.session.scalars(select(Person.profile)).one())["employees"]["value"] == 1250


def test_an_attempt_found_again_in_another_language_means_the_same(visitor: Visitor, publish: Publish) -> None:
    publish(IN_STEPS)
    page = visitor.open("/f/our-form?lang=de")
    visitor.turn("/f/our-form?lang=de", {**TYPED, "_go": "next"}, page)
    german, english = visitor.open("/f/our-form?lang=de"), visitor.open("/f/our-form?lang=en")
    assert [page.controls["q_weight"]["value"] for page in (german, english)] == ["1.234,5", "1234.5"]
    assert ("?lang=de", "Deutsch") in english.links
    afresh = visitor.client.post("/f/our-form/afresh?lang=de")
    assert afresh.headers["Location"].endswith("/f/our-form?lang=de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_has_every_sentence_with_its_places(language: str) -> None:
    sentences = catalogue(language)
    assert sentences.keys() == catalogue("de").keys()
    for source, said in sentences.items():
        assert said.strip(), source
        assert set(PLACE.findall(source)) == set(PLACE.findall(said)), source


def test_every_sentence_of_the_templates_is_in_the_catalogues(repository: Path) -> None:
    used = {
        sentence
        for file in (repository / "templates").rglob("*.html")
        for sentence in re.findall(r'\bt\("([^"]+)"', file.read_text())
    }
    assert used - catalogue("de").keys() == set()
    assert len(used) > 25


def test_what_the_rules_say_to_visitors_is_in_the_catalogues(app: Flask, repository: Path) -> None:
    """Reads the sentences out of the source, so that a new one cannot be forgotten."""
    said = {sentence for file in _speaking(repository) for sentence in _sentences(file)}
    assert len(said) >= 30
    with app.app_context():
        speak("de")
        silent = {sentence for sentence in said if told(sentence) == sentence}
    assert silent == set()


def _speaking(repository: Path) -> list[Path]:
    rules = repository / "portal" / "rules"
    return [*(rules / "questions" / "types").glob("*.py"), rules / "forms" / "reading.py"]


def _sentences(file: Path) -> list[str]:
    """Texts that begin with what a visitor should do, with something in their places."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    filled = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in filled for part in ast.walk(node) if part is not node}
    plain = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in inside]
    found = ["".join(_part(value) for value in node.values) for node in filled]
    found += [node.value for node in plain if isinstance(node.value, str)]
    starts = re.compile(r"(Enter|Choose|Tick|Send|Shorten|Give one)\b")
    return [text for text in found if starts.match(text) and not text.endswith((" ", ". ", "."))]


def _part(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    source = ast.unparse(value)
    return "s" if "'s'" in source else "7"
