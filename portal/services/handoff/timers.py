"""Promises as rows: started, met, no longer owed. The soonest running one is the lead's due time."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update

from portal.models.base import db, table_of
from portal.models.handoff.timer import Timer, TimerState
from portal.models.hot import hot_insert
from portal.models.intake.lead import Lead
from portal.rules.agreement.terms import Promises
from portal.rules.handoff import promises as rules
from portal.rules.handoff.promises import PromiseKind, Step
from portal.rules.handoff.stages import WorkStatus
from portal.rules.handoff.worktime import Calendar

_TIMER = table_of(Timer)
_INSERT = hot_insert(_TIMER)
_ONCE = (PromiseKind.FIRST_CONTACT_BY, PromiseKind.FIRST_ATTEMPT_BY)
_WAKES = (WorkStatus.HELD, WorkStatus.NURTURE)


def planned(
    kind: PromiseKind,
    *,
    lead_id: int,
    assignment_id: int | None,
    user_id: int,
    start: datetime,
    terms: Promises,
    calendar: Calendar,
    due: datetime | None = None,
) -> dict[str, Any]:
    """The row of a promise that runs from ``start``; ``due`` is given where somebody named the moment."""
    due_at = due or rules.due(kind, start, terms, calendar)
    ladder = rules.steps(kind, start, due_at, terms, calendar)
    return {
        "lead_id": lead_id,
        "assignment_id": assignment_id,
        "user_id": user_id,
        "kind": kind,
        "started_at": start,
        "due_at": due_at,
        "steps": [_step_to_json(step) for step in ladder],
        "next_at": min(due_at, *(step.at for step in ladder)),
    }


def _step_to_json(step: Step) -> dict[str, str]:
    return {"kind": step.kind.value, "at": step.at.isoformat()}


def write(*rows: dict[str, Any]) -> None:
    """Let these promises run. One statement."""
    _INSERT.run_many(rows)


def meet(lead: Lead, *kinds: PromiseKind, at: datetime) -> None:
    """These promises were kept at that moment; a breach stands only when that was after the due time.

    Of what is owed once, an act that is logged later but happened earlier wins.
    """
    corrected = and_(_TIMER.c.kind.in_(_ONCE), _TIMER.c.met_at > at)
    met = (
        update(_TIMER)
        .where(_TIMER.c.lead_id == lead.id, _TIMER.c.kind.in_(kinds))
        .where(or_(_TIMER.c.state == TimerState.RUNNING, corrected))
    )
    breach = case((_TIMER.c.due_at < at, _TIMER.c.due_at))
    db.session.execute(met.values(state=TimerState.MET, met_at=at, next_at=None, breached_at=breach))


def cancel(lead: Lead, *kinds: PromiseKind) -> None:
    """These promises, or all without kinds, are no longer owed. What was breached stays so."""
    ended = update(_TIMER).where(_TIMER.c.lead_id == lead.id, _TIMER.c.state == TimerState.RUNNING)
    if kinds:
        ended = ended.where(_TIMER.c.kind.in_(kinds))
    db.session.execute(ended.values(state=TimerState.CANCELLED, next_at=None))


def hand_over(lead: Lead, user_id: int) -> None:
    """The lead's running promises are somebody else's to keep; their due times stay."""
    mine = update(_TIMER).where(_TIMER.c.lead_id == lead.id, _TIMER.c.state == TimerState.RUNNING)
    db.session.execute(mine.values(user_id=user_id))


def settle_due(lead: Lead) -> None:
    """Set the lead's due time to its soonest running promise, or to the moment at which it is taken up again."""
    soonest = select(func.min(_TIMER.c.due_at)).where(_TIMER.c.lead_id == lead.id, _TIMER.c.state == TimerState.RUNNING)
    with db.session.no_autoflush:  # an open lead without a due time, which this one may still be, is refused
        due_at = db.session.scalar(soonest)
    moments = [due_at, lead.wake_at if lead.status in _WAKES else None]
    lead.due_at = min((moment for moment in moments if moment is not None), default=None) if lead.is_open else None
