"""Webhooks: addresses of other systems that are told what happens to leads, and every call that was owed to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice


class Webhook(Model):
    """``kinds`` are kinds of events. ``form_id`` None: leads of every form. ``secret`` signs the calls (``whsec_…``).
    ``seen_event_id``: events up to it have been looked at."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(80))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"))
    seen_event_id: Mapped[int] = mapped_column(BIG, default=0)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class CallState(StrEnum):
    """What became of a call."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class HookCall(Model):
    """One event told to one webhook, once. A worker owns it while ``attempts`` is what it set: a later one counts on.

    ``status`` is the answer's, None where there was none. Attempts go on for 48 hours from ``queued_at``.
    """

    __tablename__ = "hook_call"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index(None, "state", "next_attempt_at", "id"),
        Index(None, "webhook_id", "id"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event_id: Mapped[int] = mapped_column(BIG, ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[CallState] = mapped_column(choice(CallState, "state"), default=CallState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None]
    status: Mapped[int | None]
    last_error: Mapped[str] = mapped_column(String(500), default="")
    settled_at: Mapped[datetime | None]


def webhooks_in_use() -> Select[Webhook]:
    """Webhooks that were not removed, by name."""
    return select(Webhook).where(Webhook.removed_at.is_(None)).order_by(Webhook.name, Webhook.id)


def calls_of(webhook_id: int) -> Select[HookCall]:
    """Calls of the webhook, newest first."""
    return select(HookCall).where(HookCall.webhook_id == webhook_id).order_by(HookCall.id.desc())


def calls_due(now: datetime) -> Select[HookCall]:
    """Calls to make by now, longest due first."""
    due = HookCall.state == CallState.WAITING, HookCall.next_attempt_at <= now
    return select(HookCall).where(*due).order_by(HookCall.next_attempt_at, HookCall.id)
