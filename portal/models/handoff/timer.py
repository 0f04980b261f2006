"""Promises as rows: due in working time, with a ladder of steps that the worker climbs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice
from portal.rules.handoff.promises import PromiseKind


class TimerState(StrEnum):
    """Running (also past its due time), met, or no longer owed."""

    RUNNING = "running"
    MET = "met"
    CANCELLED = "cancelled"


class Timer(Model):
    """``steps`` is the ladder as [{"kind", "at"}], of which ``steps_done`` were taken. ``next_at`` is when the worker
    looks again: the next step, or the due time that is to be noticed as passed; None when nothing is left to do.
    ``breached_at`` is the due time once that has passed unmet."""

    __tablename__ = "timer"
    __table_args__ = (
        Index(None, "state", "next_at"),
        Index(None, "lead_id", "state"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"))
    assignment_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("assignment.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[PromiseKind] = mapped_column(choice(PromiseKind, "kind"))
    state: Mapped[TimerState] = mapped_column(choice(TimerState, "state"), default=TimerState.RUNNING)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    steps_done: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]


def running_timers(lead_id: int) -> Select[Timer]:
    """Promises of the lead that are still owed, soonest first."""
    return (
        select(Timer)
        .where(Timer.lead_id == lead_id, Timer.state == TimerState.RUNNING)
        .order_by(Timer.due_at, Timer.id)
    )


def leads_to_step(now: datetime, limit: int) -> Select[int]:
    """Ids of the leads on which the worker has something to do, longest due first."""
    return (
        select(Timer.lead_id)
        .where(Timer.state == TimerState.RUNNING, Timer.next_at <= now)
        .order_by(Timer.next_at, Timer.id)
        .limit(limit)
    )


def timers_to_step(lead_id: int, now: datetime) -> Select[Timer]:
    """The lead's running promises on which the worker has something to do, longest due first."""
    return (
        select(Timer)
        .where(Timer.lead_id == lead_id, Timer.state == TimerState.RUNNING, Timer.next_at <= now)
        .order_by(Timer.next_at, Timer.id)
    )
