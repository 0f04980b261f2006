"""A mail that leaves late, for the mail server was away, says what is so then: nobody is sent after what is done."""

import pytest

from portal.models.base import db
from portal.models.engine import begin_write
from portal.rules.handoff.activities import ActivityKind
from portal.services.handoff import accepting, activities, rejecting
from portal.services.handoff.escalation import release_held, step_due_timers
from tests.mail.conftest import Write, latest
from tests.support.answering import enquiry
from tests.support.company import ALWAYS, Company, later
from tests.support.leads import nobody_works, running

pytestmark = pytest.mark.one_database
DONE = "so you need do nothing"


def step(minutes: float) -> None:
    begin_write()
    step_due_timers(later(minutes), 100)
    db.session.commit()


def test_an_offer_that_was_passed_on(house: Company, write: Write) -> None:
    enquiry(house)
    offer = latest("lead-offered")
    assert DONE not in write(offer).text
    step(60)
    letter = write(offer)
    assert letter.subject.startswith("No longer yours: Priya Raman")
    assert DONE in letter.text
    assert DONE in letter.html
    assert "Accept" not in letter.text


def test_an_offer_that_its_rep_gave_back(house: Company, write: Write) -> None:
    lead = enquiry(house)
    begin_write()
    rejecting.reject(lead, by=running(lead).user, code="wrong_fit", note="A garage", now=later(1))
    db.session.commit()
    assert write(latest("lead-offered")).subject.startswith("No longer yours")


def test_a_reminder_of_what_was_done(house: Company, write: Write) -> None:
    lead = enquiry(house)
    step(8)
    reminder = latest("lead-reminder")
    assert write(reminder).subject.startswith("Reminder: accept the lead for Priya Raman")
    begin_write()
    accepting.accept(lead, by=running(lead).user, now=later(9))
    db.session.commit()
    letter = write(reminder)
    assert letter.subject == "No longer owed: accept the lead for Priya Raman"
    assert DONE in letter.text
    assert "/offers/" not in letter.text + letter.html


def test_a_missed_promise_that_was_kept_late(house: Company, write: Write) -> None:
    lead = enquiry(house)
    rep = running(lead).user
    begin_write()
    accepting.accept(lead, by=rep, now=later(1))
    db.session.commit()
    step(60 * 24)
    missed = latest("lead-escalated")
    assert "It has not happened." in write(missed).text
    begin_write()
    kept = {"next_step": "Send the offer", "next_step_at": later(60 * 26)}
    activities.log(lead, by=rep, kind=ActivityKind.EMAIL, now=later(60 * 25), **kept)  # type: ignore[arg-type]
    db.session.commit()
    letter = write(missed)
    assert "It happened late, at" in letter.text
    assert "until you act" not in letter.text


def test_a_held_lead_that_found_its_rep(house: Company, write: Write) -> None:
    nobody_works(house)
    lead = enquiry(house, minutes=60 * 12)
    held = latest("lead-held")
    assert "Nobody is free" in write(held).subject
    house.rita.week = house.rob.week = ALWAYS
    begin_write()
    assert release_held(later(60 * 48), 10) == 1
    db.session.commit()
    assert lead.owner_id is not None
    letter = write(held)
    assert letter.subject == "Taken since: Priya Raman"
    assert DONE in letter.text
