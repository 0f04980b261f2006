"""Events: who did what to what, and when. Append-only; a trigger refuses changes and deletions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class Event(Model):
    """``kind`` is ``noun.verb`` (``lead.accepted``); ``subject`` names what it was done to (``form:3``, ``user:7``).
    ``actor_id`` None is the system. ``data`` holds no contact details."""

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "lead_id", "id"),
        Index(None, "subject", "id"),
        Index(None, "kind", "id"),
        Index(
            "ix_event_actor_id",
            "actor_id",
            "id",
            sqlite_where=text("actor_id IS NOT NULL"),
            postgresql_where=text("actor_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    lead_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("lead.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def events_of_lead(lead_id: int) -> Select[Event]:
    """The lead's history, newest first."""
    return select(Event).where(Event.lead_id == lead_id).order_by(Event.id.desc())
