"""The state of the outgoing mail, for admins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.ops.heartbeat import Heartbeat
from portal.models.ops.message import Message, MessageState

ENOUGH = 1000
"""Counting stops here: "1000 or more" says what is to be done as well as the exact number."""
SILENT_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Overview:
    """``waiting`` and ``dead`` stop at ENOUGH; ``oldest`` is when the message that waits longest was owed."""

    waiting: int
    dead: int
    oldest: datetime | None
    worker_seen: datetime | None
    worker_alive: bool


def overview(now: datetime) -> Overview:
    """Four short queries, whatever the number of messages."""
    seen = db.session.scalar(select(func.max(Heartbeat.beat_at)))
    oldest = select(func.min(Message.created_at)).where(Message.state == MessageState.WAITING)
    return Overview(
        waiting=count_in(MessageState.WAITING),
        dead=count_in(MessageState.DEAD),
        oldest=db.session.scalar(oldest),
        worker_seen=seen,
        worker_alive=seen is not None and now - seen <= SILENT_AFTER,
    )


def count_in(state: MessageState) -> int:
    """How many messages are in that state, up to ENOUGH."""
    some = select(Message.id).where(Message.state == state).limit(ENOUGH).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def dead_ids(limit: int = ENOUGH) -> Sequence[int]:
    """Messages that were given up, oldest first."""
    query = select(Message.id).where(Message.state == MessageState.DEAD).order_by(Message.id).limit(limit)
    return db.session.scalars(query).all()
