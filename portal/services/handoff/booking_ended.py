"""Meetings that no longer stand: their time is free, and the lead goes on without them."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.meeting import Meeting, booked_meeting
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.meetings import MeetingState
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import booking_news
from portal.services.handoff.booking_times import release


def close(meeting: Meeting, state: MeetingState, now: datetime) -> None:
    """The meeting no longer stands, and its time is free."""
    meeting.state = state
    count_change(meeting, now)
    release(meeting)


def count_change(meeting: Meeting, now: datetime) -> None:
    """Calendars take a change for newer by its number."""
    meeting.sequence += 1
    meeting.changed_at = now
    db.session.flush()


def back_to_work(lead: Lead) -> None:
    """No meeting is set any more."""
    if lead.status is WorkStatus.MEETING_SET:
        lead.status = WorkStatus.WORKING


def took_place(lead: Lead, *, by: User, now: datetime) -> None:
    """Something that was written down shows that the meeting was held, if one has begun."""
    meeting = db.session.scalars(booked_meeting(lead.id)).one_or_none()
    if meeting is not None and meeting.starts_at <= now:
        close(meeting, MeetingState.HELD, now)
        booking_news.record(meeting, "meeting.held", by=by, now=now)


def call_off(lead: Lead, now: datetime) -> None:
    """The lead leaves its rep, and so does the meeting; the prospect is told.

    Of one that has begun nobody is told anything: how it went was just never said.
    """
    meeting = db.session.scalars(booked_meeting(lead.id)).one_or_none()
    if meeting is None:
        return
    to_come = meeting.starts_at > now
    close(meeting, MeetingState.CANCELLED if to_come else MeetingState.LAPSED, now)
    back_to_work(lead)
    if to_come:
        booking_news.tell(meeting, "meeting.cancelled", by=None, now=now, more={"left": True})
