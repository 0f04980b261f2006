"""What was not asked shows nowhere; what was asked before the form changed shows everywhere (traps 2, 3, 4 and 6)."""

import html
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal.mail.compose import compose
from portal.mail.hooks.body import body_of
from portal.mail.links import Links
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.models.team.user import User
from portal.reports.briefing import brief_of
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.key import KeyKind, Option, TypeName
from portal.rules.questions.logic import Operator, Test
from portal.services.forms import drafting, publishing
from portal.services.team import links as one_time
from portal.web.shared.clock import utcnow
from tests.support.browsing import let_in, sign_in
from tests.support.company import COMPLETE, CONTACT, Company
from tests.support.portal import SECRET
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
ADDRESS = "/f/our-form"
LINKS = Links("https://leads.example.com", SECRET, partial(one_time.token_of, secret=SECRET))
HALLS = Field(
    "halls",
    TypeName.CHOICES,
    KeyKind.QUESTION,
    "Which halls do you run?",
    options=(Option("north", "North, the old one"), Option("south", "South")),
)
SECRET_PLAN = Field(
    "plan",
    TypeName.TEXT,
    KeyKind.QUESTION,
    "What is your plan?",
    required=True,
    show_if=Test("interest", Operator.EQ, "pricing"),
)


def asking(*more: Field) -> Definition:
    (step,) = CONTACT.steps
    return replace(CONTACT, steps=(Step(step.id, step.title, (*step.fields, *more)),))


def send(visitor: Visitor, changes: Mapping[str, object]) -> None:
    assert visitor.post(ADDRESS, {**COMPLETE, **changes}, visitor.open(ADDRESS)).status == 303


def outlets(app: Flask, house: Company) -> dict[str, str]:
    """All that is told of the one submission: what is stored, the mail, the webhook, the pages and the files."""
    with app.app_context():
        row = db.session.scalars(select(Submission)).one()
        told = {"stored": row.raw, "lead": str(row.lead_id)}
        message = db.session.scalars(select(Message).where(Message.kind == "lead-offered")).one()
        letter = compose(message, links=LINKS, brief_of=brief_of, now=utcnow())
        events = db.session.scalars(select(Event).where(Event.lead_id == row.lead_id).order_by(Event.id)).all()
        caused = next(event for event in events if event.data.get("submission_id") == row.id)
        told |= {"mail": letter.text, "mail in HTML": html.unescape(letter.html)}
        told["webhook"] = json.dumps(json.loads(body_of(caused, "https://leads.example.com")), ensure_ascii=False)
        number = row.id
        let_in(db.session.get_one(User, house.mary.id))
    browser = app.test_client()
    sign_in(browser, house.mary)
    pages = {"lead page": f"/leads/{told['lead']}", "submission page": f"/submissions/{number}"}
    pages |= {f"{kind} file": f"/forms/{house.form.id}/answers.{kind}" for kind in ("csv", "json")}
    return told | {name: html.unescape(browser.get(address).text) for name, address in pages.items()}


def publish_anew(app: Flask, house: Company, definition: Definition) -> None:
    with app.app_context():
        form, mary = db.session.get_one(Form, house.form.id), db.session.get_one(User, house.mary.id)
        drafting.save(form, definition, rev=form.draft_rev, by=mary, now=utcnow())
        publishing.publish(form, rev=form.draft_rev, by=mary, now=utcnow())
        db.session.commit()


def test_what_was_not_asked_shows_nowhere(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """Traps 2 and 3: one resolver; what is required there is not asked for, and what is sent for it goes nowhere."""
    house = publish(asking(SECRET_PLAN))
    send(visitor, {"plan": "smuggled in"})
    found = outlets(app, house)
    assert [name for name, text in found.items() if "smuggled in" in text] == []
    with app.app_context():
        lead = db.session.scalars(select(Submission)).one().lead_id
        assert lead is not None
        assert db.session.scalars(select(Event).where(Event.kind == "lead.created")).one().data["level"] == (
            Qualification.SQL.value
        )


def test_a_question_that_was_taken_away_keeps_its_answers(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """Trap 6: a live form is edited, a question goes; what was answered stays readable, and its column in the files."""
    house = publish(asking(HALLS))
    send(visitor, {"halls": ["north", "south"]})
    before = outlets(app, house)
    publish_anew(app, house, CONTACT)
    after = outlets(app, house)
    for name in ("lead page", "submission page", "webhook", "csv file", "json file"):
        assert "north" in after[name] or "North, the old one" in after[name], name
    assert after["stored"] == before["stored"]
    assert "halls" in after["csv file"].splitlines()[0]


def test_an_option_that_is_renamed_or_retired_splits_no_answer(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """Trap 4: the id is stored, so a label with a comma is one choice, and a new label is only a new word for it."""
    house = publish(asking(HALLS))
    send(visitor, {"halls": ["north", "south"]})
    renamed = (Option("north", "Hall North"), Option("south", "South", retired=True), Option("west", "West"))
    publish_anew(app, house, asking(replace(HALLS, options=renamed)))
    found = outlets(app, house)
    assert json.loads(found["stored"])["halls"] == ["north", "south"]
    (kept,) = json.loads(found["json file"])
    assert "south" in json.dumps(kept)
    assert visitor.post(ADDRESS, {**COMPLETE, "halls": ["south"]}, visitor.open(ADDRESS)).status == 422
