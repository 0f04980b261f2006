"""How a meeting went: held, which is an act on the lead like any other, or missed (H11)."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.meeting import Meeting
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.activities import ActivityKind
from portal.rules.handoff.meetings import MeetingState
from portal.services.handoff import activities, booking_news, next_steps
from portal.services.handoff.booking import MeetingOver, owe
from portal.services.handoff.booking_ended import back_to_work, close
from portal.services.handoff.hands import in_hand
from portal.services.handoff.locking import lock


def held(
    meeting: Meeting,
    *,
    by: User,
    note: str = "",
    next_step: str = "",
    next_step_at: datetime | None = None,
    now: datetime,
) -> None:
    """They met. Raises MeetingOver for one that is to come or was recorded, FieldRefused, AlreadyAnswered, NotYours."""
    next_steps.check(next_step, next_step_at, now)
    lead, _assignment = _to_record(meeting, by, now)
    close(meeting, MeetingState.HELD, now)
    back_to_work(lead)
    booking_news.record(meeting, "meeting.held", by=by, now=now)
    activities.log(
        lead,
        by=by,
        kind=ActivityKind.MEETING,
        note=note,
        next_step=next_step,
        next_step_at=next_step_at,
        at=meeting.starts_at,
        now=now,
    )


def missed(meeting: Meeting, *, by: User, now: datetime) -> None:
    """The prospect did not come: the next step is owed from now on. Raises MeetingOver, AlreadyAnswered or NotYours."""
    lead, assignment = _to_record(meeting, by, now)
    close(meeting, MeetingState.NO_SHOW, now)
    back_to_work(lead)
    owe(lead, assignment, now)
    booking_news.record(meeting, "meeting.missed", by=by, now=now)


def _to_record(meeting: Meeting, by: User, now: datetime) -> tuple[Lead, Assignment]:
    lead = lock(meeting.lead)
    db.session.refresh(meeting)
    assignment = in_hand(lead, by)
    if not meeting.stands or meeting.starts_at > now or assignment.user_id != meeting.user_id:
        raise MeetingOver
    return lead, assignment
