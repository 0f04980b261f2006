"""Mails about meetings: the prospect's language and clock, and an entry that calendars understand."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from portal.mail.message import build
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.meeting import Meeting
from portal.rules.handoff.meetings import MeetingKind
from portal.services.handoff import booking
from portal.services.handoff.booking import Wish
from tests.mail.conftest import Write, latest
from tests.support.answering import enquiry
from tests.support.company import NOW, Company, later
from tests.support.leads import running

pytestmark = pytest.mark.one_database
TOMORROW = NOW.replace(day=3, hour=14)


@pytest.fixture
def meeting(house: Company) -> Meeting:
    lead = enquiry(house)
    begin_write()
    running(lead).user.time_zone = "Asia/Kolkata"
    wish = Wish(MeetingKind.DEMO, TOMORROW, "America/New_York", "de")
    made = booking.book(lead, wish, by=None, now=later(2))
    db.session.commit()
    return made


def mail_of(kind: str, write: Write) -> EmailMessage:
    message = latest(kind)
    return build(write(message), message, sender="Baton <baton@example.com>", now=NOW)


def entry(mail: EmailMessage) -> tuple[str, Calendar]:
    """The method that the part names, and the calendar; the file holds the same."""
    parts = {part.get_content_type(): part for part in mail.walk()}
    inline = parts["text/calendar"].get_content()
    assert parts["application/ics"].get_content().decode().split() == inline.split()
    assert parts["application/ics"].get_filename() == "meeting.ics"
    return parts["text/calendar"].get_param("method"), Calendar.from_ical(inline)


def test_prospect_is_written_to_in_their_language_and_on_their_clock(meeting: Meeting, write: Write) -> None:
    letter = write(latest("meeting-invitation"))
    assert letter.to_email == "priya.raman@kaveri.example"
    assert letter.reply_to == meeting.user.email
    assert "Dienstag, 3. November 2026, 09:00–09:45 (America/New York)" in letter.text
    assert f"mit {meeting.user.name}" in letter.subject
    assert "/meet/" in letter.text
    assert '<html lang="de">' in letter.html


def test_rep_reads_both_clocks_and_what_the_call_needs(meeting: Meeting, write: Write) -> None:
    letter = write(latest("meeting-notice"))
    assert letter.to_email == meeting.user.email
    assert "19:30–20:15 (Asia/Kolkata)" in letter.text
    assert "09:00–09:45 (America/New York)" in letter.text
    assert "How to open the call" in letter.text


def test_entry_asks_the_prospects_calendar_and_is_there_for_the_rep(meeting: Meeting, write: Write) -> None:
    asked, calendar = entry(mail_of("meeting-invitation", write))
    event = calendar.events[0]
    assert (asked, str(calendar["method"])) == ("REQUEST", "REQUEST")
    assert (event.start, event.end) == (TOMORROW, TOMORROW + timedelta(minutes=45))
    assert (str(event["uid"]), int(event["sequence"])) == (meeting.uid, 0)
    assert str(event["organizer"]) == f"mailto:{meeting.user.email}"
    assert str(event["attendee"]) == "mailto:priya.raman@kaveri.example"
    kept, theirs = entry(mail_of("meeting-notice", write))
    assert (kept, str(theirs.events[0]["uid"])) == ("PUBLISH", meeting.uid)


def test_moved_and_cancelled_entries_are_newer_ones_of_the_same(meeting: Meeting, write: Write) -> None:
    there = TOMORROW + timedelta(days=1)
    booking.move(meeting, there, by=None, now=later(5))
    db.session.commit()
    asked, calendar = entry(mail_of("meeting-invitation", write))
    event = calendar.events[0]
    assert (asked, event.start, int(event["sequence"])) == ("REQUEST", there, 1)
    assert str(event["uid"]) == meeting.uid
    booking.cancel(meeting, by=None, now=later(6))
    db.session.commit()
    for kind in ("meeting-invitation", "meeting-notice"):
        asked, calendar = entry(mail_of(kind, write))
        event = calendar.events[0]
        assert (asked, str(event["status"]), int(event["sequence"])) == ("CANCEL", "CANCELLED", 2)
        assert str(event["uid"]) == meeting.uid


def test_late_mail_says_what_is_so_then(meeting: Meeting, write: Write) -> None:
    first = latest("meeting-invitation")
    booking.cancel(meeting, by=None, now=later(5))
    db.session.commit()
    letter = write(first)
    assert letter.calendar is not None
    assert letter.calendar.method == "CANCEL"
    assert "meet" in letter.text, "another time can be chosen"


@pytest.mark.parametrize("name", ["Eve\r\nATTENDEE:mailto:x@victim.example", 'A"; CN="b', "🦉 Ünïcøde, Söhne; & Co"])
def test_names_stay_names_in_the_entry(meeting: Meeting, write: Write, name: str) -> None:
    meeting.lead.person_name = name
    meeting.place = "Room 1\r\nSUMMARY:else"
    db.session.commit()
    _, calendar = entry(mail_of("meeting-invitation", write))
    event = calendar.events[0]
    assert str(event["attendee"]) == "mailto:priya.raman@kaveri.example"
    assert str(event["summary"]).startswith("Demo")
