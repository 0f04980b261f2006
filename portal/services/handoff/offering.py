"""Offering a lead to a rep: assignment, promises, alert, all in the caller's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from portal.models.base import db, table_of
from portal.models.handoff.assignment import EndReason
from portal.models.handoff.pool import AssignmentKind
from portal.models.handoff.timer import Timer
from portal.models.intake.lead import Lead
from portal.rules.handoff import promises
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import placing, timers
from portal.services.handoff.placing import Act, Placement
from portal.services.ops import history, outbox

_TIMER = table_of(Timer)


def offer(act: Act, to: Placement) -> int:
    """Offer the lead: the accept timer starts, the rep is alerted. The new assignment's id."""
    lead, fresh = act.lead, act.lead.status is WorkStatus.NEW
    placing.through_queue(lead, WorkStatus.OFFERED)
    if not fresh:
        leave_nurture(act)
    due = promises.due(PromiseKind.ACCEPT_BY, act.now, act.terms, to.calendar)
    assignment_id = placing.assign(act, AssignmentKind.SALES, to, accept_due_at=due)
    running = [_accept_by(act, to, assignment_id), *first_contact(act, to, fresh=fresh)]
    timers.write(*running)
    placing.own(lead, WorkStatus.OFFERED, to.user_id)
    if fresh:
        lead.due_at = min(row["due_at"] for row in running)
    else:
        timers.settle_due(lead)
    tell(act, "lead-offered", to.user_id, assignment_id)
    record(act, "lead.offered", to, assignment_id)
    return assignment_id


def leave_nurture(act: Act) -> None:
    """Marketing's turn is over, if it was."""
    if act.lead.status is WorkStatus.NURTURE:
        placing.end(act.lead, EndReason.LIFTED, now=act.now)
        timers.cancel(act.lead, PromiseKind.REVIEW_BY)


def _accept_by(act: Act, to: Placement, assignment_id: int) -> dict[str, Any]:
    return timers.planned(
        PromiseKind.ACCEPT_BY,
        lead_id=act.lead.id,
        assignment_id=assignment_id,
        user_id=to.user_id,
        start=act.now,
        terms=act.terms,
        calendar=to.calendar,
    )


def first_contact(act: Act, to: Placement, *, fresh: bool) -> list[dict[str, Any]]:
    """The promise of first contact: it starts at sql_at, once in the lead's life, and follows the lead to its owner."""
    lead = act.lead
    if not fresh:
        timers.hand_over(lead, to.user_id)
    if lead.sql_at is None or _answered_since(lead, lead.sql_at) or (not fresh and _was_promised(lead)):
        return []
    row = timers.planned(
        PromiseKind.FIRST_CONTACT_BY,
        lead_id=lead.id,
        assignment_id=None,
        user_id=to.user_id,
        start=lead.sql_at,
        terms=act.terms,
        calendar=to.calendar,
    )
    return [row]


def _answered_since(lead: Lead, moment: datetime) -> bool:
    return lead.first_response_at is not None and lead.first_response_at >= moment


def _was_promised(lead: Lead) -> bool:
    before = select(exists().where(_TIMER.c.lead_id == lead.id, _TIMER.c.kind == PromiseKind.FIRST_CONTACT_BY))
    return bool(db.session.scalar(before))


def tell(act: Act, kind: str, user_id: int, assignment_id: int) -> None:
    """Owe the alert about an assignment."""
    key = f"{kind}:{assignment_id}"
    payload = {"assignment_id": assignment_id, **act.by}
    outbox.enqueue(kind, key, user_id=user_id, now=act.now, lead_id=act.lead.id, payload=payload)


def record(act: Act, kind: str, to: Placement, assignment_id: int) -> None:
    """The event of an assignment."""
    data = {
        "assignment_id": assignment_id,
        "user_id": to.user_id,
        "pool_id": to.pool_id,
        "rule_id": to.rule_id,
        "cause": act.cause,
        "sticky": to.sticky,
    }
    history.record(kind, f"lead:{act.lead.id}", now=act.now, actor=act.actor, lead_id=act.lead.id, data=data)
