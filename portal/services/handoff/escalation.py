"""The ladder of a promise: remind, tell the manager, pass on (H7). The worker climbs it, nobody has to save anything.

Any number of workers may run. Each takes leads that no other has in hand, and looks at the promises again under the
lead's lock, so every step is taken exactly once.
"""

from datetime import datetime

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.timer import Timer, TimerState, leads_to_step, timers_to_step
from portal.models.intake.lead import Lead
from portal.rules.handoff.promises import Step, StepKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import accountable, batches, timers
from portal.services.handoff.passing import pass_on
from portal.services.handoff.waking import release_held, wake_nurture
from portal.services.ops import history, outbox

__all__ = ["release_held", "step_due_timers", "wake_nurture"]


def step_due_timers(now: datetime, limit: int) -> int:
    """Take the due steps of up to so many promises; how many leads were looked at. Call within ``begin_write``."""
    leads = batches.taken(select(Lead).where(Lead.id.in_(leads_to_step(now, limit))).order_by(Lead.id))
    return batches.each(leads, lambda lead: _climb(lead, now), lambda lead: _put_off(lead, now))


def _climb(lead: Lead, now: datetime) -> None:
    """Every due step of the lead; one may end the promises that come after it. Nothing is owed on a closed lead."""
    if not lead.is_open:
        timers.cancel(lead)
    while (timer := _next_due(lead, now)) is not None:
        _step(lead, timer, now)


def _next_due(lead: Lead, now: datetime) -> Timer | None:
    due = timers_to_step(lead.id, now).limit(1)
    return db.session.scalars(due, execution_options={"populate_existing": True}).first()


def _put_off(lead: Lead, now: datetime) -> None:
    timer = _next_due(lead, now)
    while timer is not None:
        timer.next_at = now + batches.REST
        db.session.flush()
        timer = _next_due(lead, now)


def _step(lead: Lead, timer: Timer, now: datetime) -> None:
    """Note the breach, count the due steps as taken, take them. A reminder that comes too late is left out."""
    ladder = [Step(StepKind(step["kind"]), datetime.fromisoformat(step["at"])) for step in timer.steps]
    due = [step.kind for step in ladder[timer.steps_done :] if step.at <= now]
    timer.steps_done += len(due)
    _note_breach(lead, timer, now)
    ahead = [step.at for step in ladder[timer.steps_done :]]
    timer.next_at = min([*ahead, *([timer.due_at] if timer.breached_at is None else [])], default=None)
    db.session.flush()
    for kind in due:
        if kind is not StepKind.REMIND or due == [StepKind.REMIND]:
            _take(kind, lead, timer, now)


def _note_breach(lead: Lead, timer: Timer, now: datetime) -> None:
    if timer.breached_at is None and timer.due_at <= now:
        timer.breached_at = timer.due_at
        _record("promise.broken", lead, timer, now, timer.user_id)


def _take(kind: StepKind, lead: Lead, timer: Timer, now: datetime) -> None:
    match kind:
        case StepKind.REMIND:
            _tell("lead-reminder", lead, timer, timer.user_id, now)
            _record("promise.reminded", lead, timer, now, timer.user_id)
        case StepKind.ESCALATE:
            manager_id = _above(lead, timer)
            _tell("lead-escalated", lead, timer, manager_id, now)
            _record("lead.escalated", lead, timer, now, manager_id)
        case StepKind.REASSIGN:
            _reassign(lead, timer, now)
        case StepKind.REVIEW:
            _tell("nurture-review", lead, timer, lead.accountable_id or timer.user_id, now)


def _above(lead: Lead, timer: Timer) -> int:
    """The late rep's manager; for a lead that nobody owns, the one who answers for it (trap 13)."""
    if lead.owner_id is None:
        return lead.accountable_id or accountable.custodian_id()
    pool_id = db.session.scalar(
        select(Assignment.pool_id).where(Assignment.lead_id == lead.id, Assignment.ended_at.is_(None))
    )
    return accountable.manager_id_of(pool_id, timer.user_id)


def _reassign(lead: Lead, timer: Timer, now: datetime) -> None:
    """Only an offer that still waits is passed on."""
    if lead.status is WorkStatus.OFFERED and timer.state is TimerState.RUNNING:
        pass_on(lead, EndReason.EXPIRED, now)


def _tell(kind: str, lead: Lead, timer: Timer, user_id: int, now: datetime) -> None:
    payload = {"timer_id": timer.id, "assignment_id": timer.assignment_id}
    outbox.enqueue(kind, f"{kind}:{timer.id}", user_id=user_id, now=now, lead_id=lead.id, payload=payload)


def _record(kind: str, lead: Lead, timer: Timer, now: datetime, user_id: int) -> None:
    data = {"timer_id": timer.id, "promise": timer.kind, "user_id": user_id}
    history.record(kind, f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id, data=data)
