"""Nurture: marketing keeps the lead until a review date, or until it is woken."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.pool import AssignmentKind
from portal.models.team.user import User
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import MOVES, WorkStatus
from portal.services.handoff import offering, placing, timers
from portal.services.handoff.calendars import calendar_of
from portal.services.handoff.placing import Act, Placement


def nurture(act: Act, to: Placement, *, alert: str | None = "nurture-assigned", wake_at: datetime | None = None) -> int:
    """Give the lead to its nurture owner; an earlier assignment has ended. The new assignment's id.

    The review is due the agreed number of days from now, or from ``wake_at``. ``alert`` None tells nobody.
    """
    lead = act.lead
    if (lead.status, WorkStatus.NURTURE) not in MOVES:
        placing.through_queue(lead, WorkStatus.NURTURE)
    if lead.status is not WorkStatus.NEW:
        timers.cancel(lead)
    assignment_id = placing.assign(act, AssignmentKind.NURTURE, to)
    placing.own(lead, WorkStatus.NURTURE, to.user_id)
    lead.wake_at = wake_at
    start_review(act, to, assignment_id, start=wake_at or act.now)
    if alert is not None:
        offering.tell(act, alert, to.user_id, assignment_id)
    offering.record(act, "lead.nurtured", to, assignment_id)
    return assignment_id


def start_review(act: Act, to: Placement, assignment_id: int, *, start: datetime, due: datetime | None = None) -> None:
    """The nurture owner looks at the lead again by then."""
    lead = act.lead
    row = timers.planned(
        PromiseKind.REVIEW_BY,
        lead_id=lead.id,
        assignment_id=assignment_id,
        user_id=to.user_id,
        start=start,
        terms=act.terms,
        calendar=to.calendar,
        due=due,
    )
    timers.write(row)
    lead.due_at = row["due_at"] if lead.wake_at is None else min(row["due_at"], lead.wake_at)


def keeper(user_id: int, reason: str, now: datetime) -> Placement:
    """A placement with that user, outside any pool."""
    user = db.session.get_one(User, user_id)
    return Placement(user_id, reason, calendar_of(user, now))
