"""Accepting an offer: the SAL (S39)."""

from datetime import datetime

from portal.models.handoff.assignment import Assignment
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.rules.refusal import Refusal
from portal.services.handoff import agreed, timers
from portal.services.handoff.calendars import calendar_of
from portal.services.handoff.hands import AlreadyAnswered, NotYours, in_hand
from portal.services.handoff.locking import lock
from portal.services.ops import history

__all__ = ["AlreadyAnswered", "NotYours", "accept", "why_not"]


def accept(lead: Lead, *, by: User, now: datetime) -> None:
    """The assigned rep, or a manager for them, takes the lead on: the first attempt is promised from here.

    Raises AlreadyAnswered or NotYours.
    """
    lock(lead)
    assignment = _offered(lead, by)
    _take_on(lead, assignment, now)
    promise(lead, PromiseKind.FIRST_ATTEMPT_BY, assignment, now)
    timers.settle_due(lead)
    _record(lead, assignment, by, now)


def accept_by_meeting(lead: Lead, assignment: Assignment, *, by: User | None, now: datetime) -> None:
    """A meeting with the rep was booked, by the prospect (None) or a colleague: that is the acceptance. The lead is
    locked, and what is owed next is the caller's to promise."""
    _take_on(lead, assignment, now)
    _record(lead, assignment, by, now, way="meeting")


def _take_on(lead: Lead, assignment: Assignment, now: datetime) -> None:
    check_move(lead.status, WorkStatus.ACCEPTED)
    lead.status = WorkStatus.ACCEPTED
    lead.accepted_at = lead.accepted_at or now
    assignment.accepted_at = now
    timers.meet(lead, PromiseKind.ACCEPT_BY, at=now)


def _record(lead: Lead, assignment: Assignment, by: User | None, now: datetime, **how: str) -> None:
    data = {"assignment_id": assignment.id, "user_id": assignment.user_id, **how}
    history.record("lead.accepted", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)


def why_not(lead: Lead, by: User) -> Refusal | None:
    """What ``accept`` would raise now; None when it would go through."""
    try:
        _offered(lead, by)
    except Refusal as refusal:
        return refusal
    return None


def _offered(lead: Lead, by: User) -> Assignment:
    assignment = in_hand(lead, by)
    if lead.status is WorkStatus.OFFERED:
        return assignment
    mine = assignment.user_id == by.id
    raise AlreadyAnswered("You have accepted this lead already." if mine else "This lead has been accepted already.")


def promise(
    lead: Lead, kind: PromiseKind, assignment: Assignment, now: datetime, *, due: datetime | None = None
) -> None:
    """The rep of the assignment owes this from now on, within the agreed working time or until ``due``."""
    row = timers.planned(
        kind,
        lead_id=lead.id,
        assignment_id=assignment.id,
        user_id=assignment.user_id,
        start=now,
        terms=agreed.promises(),
        calendar=calendar_of(assignment.user, now),
        due=due,
    )
    timers.write(row)
