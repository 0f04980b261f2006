"""Questions of every kind, steps with conditions, and what stands among questions: on the page and in the store."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.answer import AnswerState
from portal.rules.questions.key import Display, KeyKind, Option, Settings, TypeName
from portal.rules.questions.logic import Operator, Test
from tests.support.company import COMPLETE, CONTACT
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
ADDRESS = "/f/our-form"


def own(key: str, kind: TypeName, label: str = "", **more: object) -> Field:
    return Field(key, kind, KeyKind.QUESTION, label or f"Label of {key}", **more)  # type: ignore[arg-type]  # a test's own


def with_fields(*fields: Field) -> Definition:
    step = CONTACT.steps[0]
    return replace(CONTACT, steps=(replace(step, fields=(*step.fields, *fields)),))


def answers(app: Flask) -> dict[str, AnswerRow]:
    with app.app_context():
        return {row.key: row for row in db.session.scalars(select(AnswerRow))}


RATING = own("q_rating", TypeName.RATING, "How urgent?", settings=Settings(scale=7, low_words="Not", high_words="Very"))
SOURCE = own("q_source", TypeName.HIDDEN, settings=Settings(value="website"), prefill="src")


def test_a_rating_is_radio_buttons_whose_ends_have_words(visitor: Visitor, publish: Publish) -> None:
    publish(with_fields(RATING))
    html = visitor.open(ADDRESS).html
    assert html.count('type="radio" id="f-q_rating') == 7
    assert '<span class="vh">, Not</span>' in html
    assert '<span class="vh">, Very</span>' in html


def test_a_rating_is_stored_as_a_number_and_kept_over_an_error(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(with_fields(RATING))
    page = visitor.open(ADDRESS)
    again = visitor.post(ADDRESS, {**COMPLETE, "work_email": "none", "q_rating": "6"}, page)
    assert 'value="6" checked' in again.html
    assert visitor.post(ADDRESS, {**COMPLETE, "q_rating": "6"}, page).status == 303
    assert answers(app)["q_rating"].number == 6


def test_a_point_beyond_the_scale_is_refused_at_the_field(visitor: Visitor, publish: Publish) -> None:
    publish(with_fields(RATING))
    again = visitor.post(ADDRESS, {**COMPLETE, "q_rating": "8"}, visitor.open(ADDRESS))
    assert (again.status, "Choose a point from 1 to 7" in again.html) == (422, True)


@pytest.mark.parametrize(
    ("opened", "posted", "stored"),
    [("?src=fair", None, "fair"), ("", None, "website"), ("?other=fair", None, "website"), ("", "sent", "sent")],
)
def test_a_hidden_value_comes_from_the_declared_name_or_is_the_fixed_one(
    visitor: Visitor, publish: Publish, app: Flask, opened: str, posted: str | None, stored: str
) -> None:
    publish(with_fields(SOURCE))
    page = visitor.open(ADDRESS + opened)
    changed = {} if posted is None else {"q_source": posted}
    assert visitor.post(ADDRESS, {**COMPLETE, **changed}, page).status == 303
    assert answers(app)["q_source"].text == stored


def test_a_hidden_value_without_a_name_for_the_address_cannot_be_sent(
    visitor: Visitor, publish: Publish, app: Flask
) -> None:
    publish(with_fields(replace(SOURCE, prefill="")))
    page = visitor.open(f"{ADDRESS}?src=mine&q_source=mine")
    assert visitor.post(ADDRESS, {**COMPLETE, "q_source": "mine"}, page).status == 303
    assert answers(app)["q_source"].text == "website"


def test_only_declared_fields_are_filled_in_from_the_address_and_consent_never(
    visitor: Visitor, publish: Publish
) -> None:
    """P11, trap 8: what the form declares, and nothing from a guess of who this is."""
    step = CONTACT.steps[0]
    fields = [replace(one, prefill="co") if one.key == "company" else one for one in step.fields]
    agreed = own("q_news", TypeName.CONSENT, prefill="news")
    publish(replace(CONTACT, steps=(replace(step, fields=(*fields, agreed)),)))
    page = visitor.open(f"{ADDRESS}?co=Kaveri+%22Pharma%22&job_title=CEO&news=yes&company=Other")
    assert page.controls["company"]["value"] == 'Kaveri "Pharma"'
    assert page.controls["job_title"]["value"] == ""
    assert "checked" not in page.controls["q_news"]
    assert visitor.open(ADDRESS).controls["company"]["value"] == ""


def test_headings_and_texts_stand_among_the_questions_and_are_no_answers(
    visitor: Visitor, publish: Publish, app: Flask
) -> None:
    told = own("q_text", TypeName.PARAGRAPH, "First.\n\n<b>Second</b>.")
    publish(with_fields(own("q_head", TypeName.HEADING, "Your plans"), told))
    page = visitor.open(ADDRESS)
    assert '<h3 class="passage__heading">Your plans</h3>' in page.html
    assert "<p>First.</p><p>&lt;b&gt;Second&lt;/b&gt;.</p>" in page.html
    refused = visitor.post(ADDRESS, {**COMPLETE, "q_head": "x"}, page)
    assert refused.status == 422
    assert visitor.post(ADDRESS, COMPLETE, page).status == 303
    assert not {"q_head", "q_text"} & set(answers(app))


def test_a_text_is_shown_only_where_its_condition_holds(visitor: Visitor, publish: Publish) -> None:
    shown = Test("interest", Operator.EQ, "pricing")
    publish(with_fields(own("q_text", TypeName.PARAGRAPH, "Prices follow.", show_if=shown)))
    page = visitor.open(ADDRESS)
    assert '<div data-field="q_text" data-drawn hidden>' in page.html
    again = visitor.post(ADDRESS, {**COMPLETE, "interest": "pricing", "work_email": ""}, page)
    assert '<div data-field="q_text" data-drawn>' in again.html


def test_options_are_cards_or_a_list_with_words_of_help(visitor: Visitor, publish: Publish) -> None:
    options = (Option("a", "Alpha", help="The first one."), Option("b", "Beta"))
    publish(with_fields(own("q_pick", TypeName.CHOICE, options=options, settings=Settings(display=Display.RADIOS))))
    html = visitor.open(ADDRESS).html
    assert '<span class="choice__help">The first one.</span>' in html
    assert "choices--list" in html


STEPS = replace(
    CONTACT,
    steps=(
        *CONTACT.steps,
        Step(
            "price",
            "Prices",
            (own("q_seats", TypeName.WHOLE, required=True),),
            show_if=Test("interest", Operator.EQ, "pricing"),
        ),
        Step("last", "Anything else?", (own("q_else", TypeName.LONG_TEXT),)),
    ),
)


def test_a_step_is_skipped_where_its_condition_does_not_hold(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """Traps 2 and 3: what is required there is not asked for, and what is sent for it is not stored."""
    publish(STEPS)
    first = visitor.open(ADDRESS)
    last = visitor.turn(ADDRESS, {**COMPLETE, "_go": "next"}, first)
    assert "q_else" in last.controls
    sent = visitor.post(ADDRESS, {"q_else": "No", "q_seats": "9", "_go": "next"}, last)
    assert sent.status == 303
    assert answers(app)["q_seats"].state is AnswerState.NOT_SHOWN


def test_a_step_is_asked_where_its_condition_holds(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(STEPS)
    first = visitor.open(ADDRESS)
    prices = visitor.turn(ADDRESS, {**COMPLETE, "interest": "pricing", "_go": "next"}, first)
    assert "q_seats" in prices.controls
    assert visitor.post(ADDRESS, {"q_seats": "", "_go": "next"}, prices).status == 422
    last = visitor.turn(ADDRESS, {"q_seats": "40", "_go": "next"}, prices)
    assert visitor.post(ADDRESS, {"q_else": "", "_go": "next"}, last).status == 303
    assert answers(app)["q_seats"].number == 40


def test_nobody_is_recognised_by_a_cookie_or_an_address_of_mail(visitor: Visitor, publish: Publish) -> None:
    """Trap 8: somebody who sent the form opens it again in the same browser, with their address in the link."""
    publish(CONTACT)
    assert visitor.post(ADDRESS, COMPLETE, visitor.open(ADDRESS)).status == 303
    again = visitor.open(f"{ADDRESS}?work_email={COMPLETE['work_email']}&email={COMPLETE['work_email']}")
    typed = {name: given.get("value") for name, given in again.controls.items() if name in COMPLETE}
    assert not any(value for name, value in typed.items() if name not in {"interest", "annual_revenue"})
    assert "Priya" not in again.html
