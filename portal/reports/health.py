"""How the machine itself is: what an operator's monitor asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from portal.models.base import db
from portal.models.handoff.timer import Timer, TimerState
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.heartbeat import Heartbeat
from portal.models.ops.message import Message, MessageState
from portal.rules.handoff.stages import CLOSED

WORKER_SILENT_AFTER = timedelta(seconds=60)
MAIL_LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Check:
    """One thing that has to work; ``words`` say what was found."""

    name: str
    ok: bool
    words: str


@dataclass(frozen=True)
class Figure:
    """One number for a monitor, with the labels that split it."""

    name: str
    help: str
    values: dict[str, float]
    label: str = ""


def readiness(now: datetime, *, head: str) -> list[Check]:
    """Database, migrations, workers, mail. ``head`` is the newest migration of the code."""
    revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    beat = db.session.scalar(select(func.max(Heartbeat.beat_at)))
    oldest = oldest_waiting()
    alive = beat is not None and now - beat <= WORKER_SILENT_AFTER
    late = oldest is not None and now - oldest > MAIL_LATE_AFTER
    return [
        Check("database", True, "answers"),
        Check("migrations", revision == head, f"at {revision}, the code needs {head}"),
        Check("worker", alive, f"last sign of life {beat.isoformat() if beat else 'never'}"),
        Check("mail", not late, f"oldest unsent message from {oldest.isoformat() if oldest else 'none'}"),
    ]


def oldest_waiting() -> datetime | None:
    """When the message that waits longest was written."""
    return db.session.scalar(select(func.min(Message.created_at)).where(Message.state == MessageState.WAITING))


def figures(now: datetime) -> list[Figure]:
    """Gauges from the database: the same whichever process is asked."""
    beat = db.session.scalar(select(func.max(Heartbeat.beat_at)))
    oldest = oldest_waiting()
    return [
        Figure("baton_messages", "Messages in the outbox", _by(Message.state), "state"),
        Figure("baton_submissions", "Submissions", _by(Submission.disposition), "disposition"),
        Figure("baton_open_leads", "Open leads", _by(Lead.status, Lead.status.not_in(CLOSED)), "status"),
        Figure("baton_promises_overdue", "Promises past their due time", {"": _overdue(now)}),
        Figure("baton_unjudged", "Submissions that wait for the sweep", {"": _unjudged()}),
        Figure("baton_oldest_unsent_seconds", "Age of the oldest unsent message", {"": _age(oldest, now)}),
        Figure("baton_worker_silence_seconds", "Since the last sign of life of a worker", {"": _age(beat, now)}),
    ]


def _by(column: "object", *where: "object") -> dict[str, float]:
    rows = db.session.execute(select(column, func.count()).where(*where).group_by(column))  # type: ignore[call-overload]
    return {str(value): float(count) for value, count in rows}


def _overdue(now: datetime) -> float:
    running = (Timer.state == TimerState.RUNNING, Timer.due_at < now)
    return float(db.session.scalar(select(func.count()).select_from(Timer).where(*running)) or 0)


def _unjudged() -> float:
    waiting = Submission.disposition == Disposition.UNJUDGED
    return float(db.session.scalar(select(func.count()).select_from(Submission).where(waiting)) or 0)


def _age(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0.0
