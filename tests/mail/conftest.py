"""A company that owes somebody a mail of every kind, by living through what causes each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TypeAlias

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.mail.compose import compose
from portal.mail.links import Links
from portal.mail.message import Letter
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.dispute import Ruling
from portal.models.ops.message import Message
from portal.models.team.link import LinkPurpose
from portal.reports.briefing import brief_of
from portal.rules.agreement.fit_call import FitMode
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.document import from_json
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.rules.handoff.meetings import MeetingKind
from portal.services.forms import drafting, drifting, publishing
from portal.services.handoff import (
    accepting,
    activities,
    booking,
    booking_link,
    disputing,
    moving,
    opportunities,
    outcomes,
    rejecting,
)
from portal.services.handoff.booking import Wish
from portal.services.handoff.escalation import step_due_timers
from portal.services.handoff.opportunities import Deal
from portal.services.handoff.undelivered import on_dead_alert
from portal.services.intake import asking, remembering
from portal.services.intake.remembering import Begun
from portal.services.ops import digests, watch
from portal.services.team import links as one_time
from tests.support.answering import enquiry
from tests.support.company import CONTACT, NOW, TERMS, Company, agree, company, later
from tests.support.leads import nobody_works, running
from tests.support.portal import SECRET

LINKS = Links("https://leads.example.com", SECRET, partial(one_time.token_of, secret=SECRET))
Write: TypeAlias = Callable[[Message], Letter]


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made


@pytest.fixture
def write() -> Write:
    """The letter of a message, an hour after everything began."""
    return lambda message: compose(message, links=LINKS, brief_of=brief_of, now=later(60))


def latest(kind: str) -> Message:
    """The message of that kind that was owed last."""
    return db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id.desc()).limit(1)).one()


@pytest.fixture
def every_kind(house: Company) -> dict[str, Message]:
    """One message of each kind that the services owe, the latest."""
    _returned_and_disputed(house)
    _moved_and_recycled(house)
    _nurtured_and_lifted(house)
    _won_and_left(house)
    _forgotten(house)
    _desk(house)
    begin_write()
    asking.ask_by_mail(enquiry(house, {"work_email": "half@told.example", "employees": ""}), now=NOW)
    db.session.commit()
    _begun(house)
    nobody_works(house)
    enquiry(house, {"work_email": "night@owl.example"}, minutes=60 * 12)
    begin_write()
    on_dead_alert(latest("lead-offered"), later(3))
    db.session.commit()
    _met(house)
    found = db.session.scalars(select(Message).order_by(Message.id))
    return {message.kind: message for message in found}


def _begun(house: Company) -> None:
    """Somebody will go on later with a form."""
    version = house.version
    begin_write()
    begun = Begun(version.form_id, version.id, "attempt", None, NOW, "all", {"first_name": ["Priya"]})
    row = remembering.save(begun, from_json(version.definition), now=NOW)
    assert row is not None
    remembering.owe_link(row, "six@sixth.example", owner_id=house.mary.id, scopes=None, now=NOW)
    db.session.commit()


def _returned_and_disputed(house: Company) -> None:
    lead = enquiry(house, {"work_email": "one@first.example"})
    rep = running(lead).user
    begin_write()
    rejecting.reject(lead, by=rep, code="wrong_fit", note="Two people\nand a garage", now=later(1))
    dispute = disputing.open_dispute(lead, by=house.mary, reason="They have 250 people.", now=later(2))
    disputing.decide(dispute, by=house.sam, ruling=Ruling.REOFFERED, note="Right.", now=later(3))
    db.session.commit()


def _moved_and_recycled(house: Company) -> None:
    lead = enquiry(house, {"work_email": "two@second.example"})
    rep = running(lead).user
    other = house.rob if rep.id == house.rita.id else house.rita
    begin_write()
    accepting.accept(lead, by=rep, now=later(1))
    moving.move(lead, to=other, by=house.sam, credit=True, note="Knows the trade.", now=later(2))
    activities.log(
        lead,
        by=other,
        kind=ActivityKind.EMAIL,
        next_step="Call again",
        next_step_at=later(60),
        now=later(3),
    )
    rejecting.recycle(lead, by=other, wake_on=date(2026, 12, 1), note="Starts in spring.", now=later(4))
    db.session.commit()


def _won_and_left(house: Company) -> None:
    lead = enquiry(house, {"work_email": "seven@seventh.example"})
    rep = running(lead).user
    begin_write()
    activities.log(lead, by=rep, kind=ActivityKind.CALL, outcome=CallOutcome.REACHED, now=later(1))
    deal = Deal(Decimal(9_000), NOW.date(), next_step="Send the papers", next_step_at=later(60))
    opportunities.open_opportunity(lead, deal, mode=FitMode.OPTIONAL, by=rep, now=later(2))
    outcomes.win(lead, amount=Decimal(9_500), on=NOW.date(), note="On the phone.", by=rep, now=later(3))
    outcomes.churn(lead, on=NOW.date(), note="Changed their mind.", by=rep, now=later(4))
    db.session.commit()


def _met(house: Company) -> None:
    """A meeting is booked; and the form confirms what is sent from then on, with the way to a meeting."""
    lead = enquiry(house, {"work_email": "eight@eighth.example"})
    begin_write()
    wish = Wish(MeetingKind.DEMO, NOW + timedelta(days=1), "Europe/Berlin", "en")
    booking.book(lead, wish, by=None, now=later(2))
    booking_link.send(running(lead).user, lead.person.email_key, now=NOW)
    confirms = replace(CONTACT, behaviour=Behaviour(confirm_mail=True, meeting=True))
    drafting.save(house.form, confirms, rev=house.form.draft_rev, by=house.mary, now=NOW)
    publishing.publish(house.form, rev=house.form.draft_rev, by=house.mary, now=NOW)
    db.session.commit()
    enquiry(house, {"work_email": "nine@ninth.example"})


def _nurtured_and_lifted(house: Company) -> None:
    known = {"work_email": "three@third.example"}
    enquiry(house, {**known, "employees": ""})
    enquiry(house, {**known, "employees": "250"}, minutes=1)
    enquiry(house, {**known, "message": "One more question."}, minutes=2)
    enquiry(house, {**known, "employees": "12"}, minutes=3)


def _forgotten(house: Company) -> None:
    """Nobody does anything: reminders, escalations, the next rep, and a review that comes due."""
    enquiry(house, {"work_email": "four@fourth.example"})
    enquiry(house, {"work_email": "five@fifth.example", "employees": ""})
    for now in (later(7.5), later(15), NOW + timedelta(days=60)):
        begin_write()
        step_due_timers(now, 100)
        db.session.commit()


def _desk(house: Company) -> None:
    """What is about no lead."""
    begin_write()
    watch.note_ledger(2, 1, now=NOW)
    for user in (house.mary, house.rita):
        user.password_hash, user.wants_digest = "x", True
        one_time.send(user, LinkPurpose.INVITATION, secret=SECRET, now=NOW, by=house.ada)
        one_time.send(user, LinkPurpose.RESET, secret=SECRET, now=NOW)
    digests.owe(NOW.replace(hour=8))
    agree(replace(TERMS, note="Again"), house.mary, house.sam)
    drifting.tell(NOW)
    db.session.commit()
