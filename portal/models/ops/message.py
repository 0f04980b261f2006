"""The outbox: messages to send, written in the transaction that owes them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice


class MessageState(StrEnum):
    """Waiting for its next attempt, handed to the mail server, or given up and visible."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Message(Model):
    """``key`` is unique: a retry of the same transition cannot alert twice. ``payload`` holds ids, never contact data;
    the text is composed when it is sent. A worker owns it while ``lease`` is its token and ``lease_until`` is to come
    (database clock). ``message_id`` is the fixed Message-ID header. Attempts go on for 48 hours from ``queued_at``."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "state", "next_attempt_at", "id"),
        Index(None, "lead_id"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    lead_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("lead.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[MessageState] = mapped_column(choice(MessageState, "state"), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(String(200))
    last_error: Mapped[str] = mapped_column(String(500), default="")
    sent_at: Mapped[datetime | None]
    died_at: Mapped[datetime | None]


def messages_in(state: MessageState) -> Select[Message]:
    """Messages in that state, newest first."""
    return select(Message).where(Message.state == state).order_by(Message.id.desc())
