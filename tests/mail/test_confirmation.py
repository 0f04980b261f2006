"""The prospect's confirmation (S91): off by default, names the rep to SQLs, neutral for others, never to machines."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from portal.mail.message import Letter
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.message import Message
from portal.reports.ledger import ledger
from portal.rules.forms.behaviour import Behaviour
from portal.rules.handoff.meetings import MeetingKind
from portal.services.forms import drafting, publishing
from portal.services.handoff import booking
from portal.services.handoff.booking import Wish
from portal.services.intake import sweeping
from tests.mail.conftest import Write, latest
from tests.support.answering import answer, enquiry
from tests.support.company import CONTACT, NOW, Company, later
from tests.support.leads import running

pytestmark = pytest.mark.one_database
KIND = "enquiry-confirmed"
CONFIRMS = Behaviour(confirm_mail=True, introduce=True, meeting=True)


@pytest.fixture
def confirming(house: Company) -> Company:
    """The form sends confirmations."""
    begin_write()
    changed = replace(CONTACT, behaviour=CONFIRMS)
    drafting.save(house.form, changed, rev=house.form.draft_rev, by=house.mary, now=NOW)
    publishing.publish(house.form, rev=house.form.draft_rev, by=house.mary, now=NOW)
    db.session.commit()
    return house


def owed() -> int:
    return db.session.scalar(select(func.count()).where(Message.kind == KIND)) or 0


def letter(write: Write) -> Letter:
    return write(latest(KIND))


def test_off_by_default(house: Company) -> None:
    enquiry(house)
    assert owed() == 0


def test_an_sql_reads_who_answers_and_where_to_choose_a_time(confirming: Company, write: Write) -> None:
    lead = enquiry(confirming)
    rep = running(lead).user
    found = letter(write)
    assert (found.to_email, found.reply_to) == ("priya.raman@kaveri.example", rep.email)
    assert f"{rep.name} looks after your request" in found.text
    assert "You asked about: See whether it" in found.text
    assert "/meet/" in found.text
    assert "On our own data" not in found.text, "what was typed is not sent on"
    assert ledger().messages.difference == 0


def test_all_others_read_the_same_words(confirming: Company, write: Write) -> None:
    """Also an MQL of whom enough is known for an SQL."""
    enquiry(confirming)
    for number, changes in enumerate(
        (
            {"employees": "", "work_email": "m@mql.example"},
            {"interest": "partnership", "work_email": "p@partner.example"},
            {"employees": ""},
        )
    ):
        enquiry(confirming, changes, minutes=60 * 24 * (number + 1))
        found = letter(write)
        assert "We will get back to you." in found.text
        assert "looks after" not in found.text
        assert "/meet/" not in found.text


def test_no_time_is_offered_to_who_has_chosen_one(confirming: Company, write: Write) -> None:
    lead = enquiry(confirming)
    message = latest(KIND)
    begin_write()
    wish = Wish(MeetingKind.DEMO, NOW.replace(day=3, hour=14), "UTC")
    booking.book(lead, wish, by=None, now=later(2))
    db.session.commit()
    assert "/meet/" not in write(message).text


def test_once_a_day(confirming: Company) -> None:
    enquiry(confirming)
    enquiry(confirming, {"message": "One more."}, minutes=5)
    assert owed() == 1
    enquiry(confirming, {"message": "And one more."}, minutes=60 * 24)
    assert owed() == 2


def test_suspects_are_mailed_nothing(confirming: Company) -> None:
    assert answer(confirming, suspect="links in the name") is None
    sweeping.sweep_unjudged(later(60), 10)
    assert owed() == 0
