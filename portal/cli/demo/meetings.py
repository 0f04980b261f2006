"""Meetings at Marlow: some to come, one that took place, one to which nobody came, one of which it is to be said."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.meetings import MeetingKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import booking, booking_outcomes
from portal.services.handoff.booking import Wish
from portal.services.handoff.booking_times import free_times

ZONES = ("Europe/Berlin", "America/New_York", "Europe/Madrid", "Asia/Singapore", "Europe/London", "America/Chicago")
KINDS = (MeetingKind.DISCOVERY, MeetingKind.DEMO)
AGO = timedelta(days=2)
HELD, UNSAID, MISSED = 1, 3, 4
"""Which of them."""


def arrange(now: datetime) -> None:
    """One with each rep, about the latest lead in work: three are over, the rest is to come."""
    older = Lead.created_at < now - AGO
    newest = select(func.max(Lead.id)).where(Lead.status == WorkStatus.WORKING, older).group_by(Lead.owner_id)
    leads = select(Lead).where(Lead.id.in_(newest)).order_by(Lead.owner_id).limit(len(ZONES))
    for number, lead in enumerate(db.session.scalars(leads).all()):
        rep = booking.rep_of(lead)
        if rep is None:
            continue
        over = number in (HELD, UNSAID, MISSED)
        meeting = _booked(lead, rep, number, now - AGO if over else now - timedelta(minutes=22), over=over)
        if meeting is not None and number in (HELD, MISSED):
            _record(meeting, rep, held=number == HELD, now=now)


def _booked(lead: Lead, rep: User, number: int, at: datetime, *, over: bool) -> Meeting | None:
    """At a time that lies before now for what is over, some days ahead for the rest."""
    kind = KINDS[number % len(KINDS)]
    free = free_times(rep, kind, at)
    last = at + AGO - timedelta(minutes=75)
    day = (last if number == UNSAID else at + timedelta(days=1)) if over else at + timedelta(days=1 + number)
    start = next((moment for moment in free if moment >= day), None)
    if start is None or (over and start > last + timedelta(minutes=45)):
        return None
    return booking.book(lead, Wish(kind, start, ZONES[number], "en"), by=None, now=at)


def _record(meeting: Meeting, rep: User, *, held: bool, now: datetime) -> None:
    if held:
        ahead = now + timedelta(days=3)
        booking_outcomes.held(
            meeting,
            by=rep,
            note="Showed the dashboard on their own orders. Wants the operations lead to see it, too.",
            next_step="Second demo with operations",
            next_step_at=ahead,
            now=meeting.ends_at,
        )
    else:
        booking_outcomes.missed(meeting, by=rep, now=now - timedelta(minutes=2))
