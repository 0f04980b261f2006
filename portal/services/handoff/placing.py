"""Where a lead goes: the assignment with its reason, and the status that follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.models.base import db, table_of
from portal.models.handoff.assignment import Assignment, EndReason, active_assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.hot import hot_insert
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.terms import Promises
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.rules.handoff.worktime import Calendar
from portal.services.handoff import booking_ended, turns

_ASSIGNMENT = table_of(Assignment)
_INSERT = hot_insert(_ASSIGNMENT, returning="id")
_WAITING = (WorkStatus.QUEUED, WorkStatus.HELD)


@dataclass(frozen=True)
class Act:
    """What happens, to which lead, and why: who did it (None: the system), when, under which promises.

    ``cause`` is a short word for the history (``submission``, ``expired`` …); ``note_id`` names the words that came
    with it.
    """

    lead: Lead
    cause: str
    now: datetime
    terms: Promises
    actor: User | None = None
    note_id: int | None = None

    @property
    def by(self) -> dict[str, int | None]:
        """Who did it and what they wrote, by id, for the alerts."""
        return {} if self.actor is None else {"by_id": self.actor.id, "note_id": self.note_id}


@dataclass(frozen=True)
class Placement:
    """Who gets the lead and why. ``candidates`` is the JSON of ``rules.handoff.fairness`` rows."""

    user_id: int
    reason: str
    calendar: Calendar
    pool_id: int | None = None
    rule_id: int | None = None
    candidates: str = "[]"
    sticky: bool = False
    credited: bool = False


def assign(act: Act, kind: AssignmentKind, to: Placement, **more: Any) -> int:
    """Write the assignment; its id."""
    row = {
        "lead_id": act.lead.id,
        "user_id": to.user_id,
        "pool_id": to.pool_id,
        "rule_id": to.rule_id,
        "kind": kind,
        "reason": to.reason,
        "candidates": to.candidates,
        "sticky": to.sticky,
        "credited": to.credited,
        "offered_at": act.now,
        **more,
    }
    return int(_INSERT.scalar(row))


def end(lead: Lead, reason: EndReason, *, now: datetime, credit_back: bool = False) -> Assignment | None:
    """End the lead's running assignment, if any, and call off the meeting. The promises are the caller's to cancel."""
    assignment = db.session.scalars(active_assignment(lead.id)).one_or_none()
    if assignment is None:
        return None
    assignment.ended_at = now
    assignment.end_reason = reason
    if credit_back:
        turns.give_back(assignment)
    db.session.flush()
    if assignment.kind is AssignmentKind.SALES:
        booking_ended.call_off(lead, now)
    return assignment


def through_queue(lead: Lead, target: WorkStatus) -> None:
    """Check the way to the target by the queue; a lead that waits there already goes on from where it is."""
    if lead.status is target:
        return
    if lead.status not in _WAITING:
        check_move(lead.status, WorkStatus.QUEUED)
        check_move(WorkStatus.QUEUED, target)
    else:
        check_move(lead.status, target)


def own(lead: Lead, status: WorkStatus, user_id: int) -> None:
    """The lead is that user's, in that status."""
    lead.status = status
    lead.owner_id = lead.accountable_id = user_id
    lead.wake_at = None
