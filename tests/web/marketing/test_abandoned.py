"""Marketing's list of forms that were begun and not sent, and the settings that let a form keep them."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake.abandoned import AbandonedItem, AbandonedState
from portal.models.intake.lead import Lead
from portal.models.ops.event import Event
from portal.models.team.user import User
from portal.rules.forms.behaviour import Behaviour, MailPolicy
from portal.services.forms import drafting
from portal.services.intake import abandoning, remembering
from portal.services.intake.remembering import Begun
from portal.web.shared.clock import utcnow
from tests.support.browsing import post
from tests.support.company import COMPLETE, DEMO, Company, company
from tests.support.visitor import Visitor
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database


@pytest.fixture
def place(session: scoped_session[Session]) -> Company:
    """Somebody left a form two hours ago."""
    made = company(replace(DEMO, behaviour=Behaviour(partial=True)))
    then = utcnow() - timedelta(hours=2)
    answers = {"work_email": ["priya@kaveri.example"], "first_name": ["Priya"], "employees": ["250"]}
    begun = Begun(made.form.id, made.version.id, "attempt", None, then, "project", answers, may_be_left=True)
    remembering.save(begun, drafting.current(made.form), now=then)
    abandoning.leave(utcnow(), 20)
    session.commit()
    return made


def item() -> AbandonedItem:
    db.session.rollback()
    return db.session.scalars(select(AbandonedItem)).one()


def test_the_list_shows_who_when_and_what(browse: Browsers, place: Company) -> None:
    page = browse(place.mary).get("/abandoned").text
    for words in ("priya@kaveri.example", "Contact sales, left 2 h", "First name", "Priya", "250"):
        assert words in page, words


def test_who_is_a_lead_already_is_shown_with_whoever_has_them(app: Flask, browse: Browsers, place: Company) -> None:
    """S92: no contact by two."""
    client = browse(place.mary)
    assert "is a lead already" not in client.get("/abandoned").text
    settle()
    visitor = Visitor(app.test_client())
    answers = {key: value for key, value in COMPLETE.items() if DEMO.find(key)} | {"work_email": "Priya@Kaveri.example"}
    assert visitor.post("/f/contact-sales", answers, visitor.open("/f/contact-sales")).status == 303
    lead = db.session.scalars(select(Lead)).one()
    page = html.unescape(client.get("/abandoned").text)
    owner = db.session.get_one(User, lead.owner_id).name
    assert f'is a lead already: <a href="/leads/{lead.id}">Priya Raman</a>, with {owner}.' in page


@pytest.mark.parametrize(("act", "state"), [("contact", AbandonedState.CONTACTED), ("dismissal", "dismissed")])
def test_marketing_decides_once(browse: Browsers, place: Company, act: str, state: str) -> None:
    client, path = browse(place.mary), f"/abandoned/{item().id}/{act}"
    settle()
    assert post(client, path, page="/abandoned").status_code == 303
    assert (item().state, item().decided_by_id) == (state, place.mary.id)
    assert "priya@kaveri.example" not in client.get("/abandoned").text
    assert db.session.scalars(select(Event.actor_id).where(Event.kind == f"abandoned.{state}")).one() == place.mary.id
    assert post(client, path, page="/abandoned").status_code == 409


def test_sales_and_strangers_see_nothing(browse: Browsers, place: Company, app: Flask) -> None:
    assert browse(place.rita).get("/abandoned").status_code == 403
    assert app.test_client().get("/abandoned").status_code == 303


def test_settings_are_saved_in_the_draft(browse: Browsers, place: Company) -> None:
    client = browse(place.mary)
    path = f"/forms/{place.form.id}/behaviour"
    rev = place.form.draft_rev
    settle()
    wrong = post(client, path, resume_days="0", partial_minutes="30")
    assert (wrong.status_code, "Enter 1 to 90 days." in wrong.text) == (422, True)
    chosen = {"resume_days": "7", "partial": "y", "partial_note": "We may write.", "partial_minutes": "45"}
    done = post(client, path, rev=rev, free_mail="warn", disposable="block", **chosen)
    assert done.status_code == 303
    db.session.rollback()
    db.session.refresh(place.form)
    wanted = Behaviour(
        resume_days=7,
        partial=True,
        partial_note="We may write.",
        partial_minutes=45,
        free_mail=MailPolicy.WARN,
        disposable=MailPolicy.BLOCK,
    )
    assert drafting.current(place.form).behaviour == wanted
