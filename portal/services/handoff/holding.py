"""Holding a lead that nobody can take now: somebody answers for it, and it is routed again at a set time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, update

from portal.models.base import db, table_of
from portal.models.handoff.assignment import Assignment
from portal.models.intake.lead import Lead
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import offering, placing, timers
from portal.services.handoff.placing import Act, Placement
from portal.services.ops import history, outbox

_LEAD = table_of(Lead)


@dataclass(frozen=True)
class Hold:
    """Who answers for the lead (``by``; its calendar is the pool's, for the promise of first contact), until when."""

    by: Placement
    until: datetime


def hold(act: Act, this: Hold) -> None:
    """Nobody is eligible: the accountable person is alerted. Held already: only the next check moves."""
    lead, by = act.lead, this.by.user_id
    if lead.status is not WorkStatus.HELD:
        _begin(act, this)
    elif lead.accountable_id != by:
        timers.hand_over(lead, by)
        _alert(act, by)
    lead.accountable_id = by
    lead.wake_at = this.until
    timers.settle_due(lead)


def _begin(act: Act, this: Hold) -> None:
    lead, fresh = act.lead, act.lead.status is WorkStatus.NEW
    placing.through_queue(lead, WorkStatus.HELD)
    if not fresh:
        offering.leave_nurture(act)
    timers.write(*offering.first_contact(act, this.by, fresh=fresh))
    placing.own(lead, WorkStatus.HELD, this.by.user_id)
    lead.owner_id = None
    _alert(act, this.by.user_id)
    data = {
        "accountable_id": this.by.user_id,
        "pool_id": this.by.pool_id,
        "rule_id": this.by.rule_id,
        "reason": this.by.reason,
        "candidates": this.by.candidates,
        "until": this.until.isoformat(),
        "cause": act.cause,
    }
    history.record("lead.held", f"lead:{lead.id}", now=act.now, actor=act.actor, lead_id=lead.id, data=data)


def _alert(act: Act, user_id: int) -> None:
    """Once for each time that the lead is held, to each who answers for it."""
    key = f"lead-held:{act.lead.id}:{_last_assignment(act.lead)}:{user_id}"
    outbox.enqueue("lead-held", key, user_id=user_id, now=act.now, lead_id=act.lead.id)


def _last_assignment(lead: Lead) -> int:
    return db.session.scalar(select(func.max(Assignment.id)).where(Assignment.lead_id == lead.id)) or 0


def recheck(now: datetime) -> None:
    """Somebody may have become eligible: have every held lead routed again at once, by the worker.

    Leads that are locked are left out: who changes a pool holds its row, and must not wait for leads whose routing
    waits for that row.
    """
    held = select(_LEAD.c.id).where(_LEAD.c.status == WorkStatus.HELD, _LEAD.c.wake_at > now)
    free = db.session.scalars(held.with_for_update(skip_locked=True, key_share=True)).all()
    soonest = case((_LEAD.c.due_at > now, now), else_=_LEAD.c.due_at)
    db.session.execute(update(_LEAD).where(_LEAD.c.id.in_(free)).values(wake_at=now, due_at=soonest))
