"""Completion links: an MQL is asked by mail or message for just what it lacks (X7)."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class CompletionLink(Model):
    """``keys`` are asked, in this order. Used up by the POST that answers; a newer link of the lead ends this one.

    ``made_by_id`` is the colleague who wanted to pass it on, None where the form's own mail carries it.
    """

    __tablename__ = "completion_link"
    __table_args__ = (Index(None, "lead_id", "id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"))
    keys: Mapped[list[str]] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    submission_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("submission.id"))


def open_links(lead_id: int, now: datetime) -> Select[CompletionLink]:
    """The lead's links that still work, newest first; there is one at most."""
    working = CompletionLink.ended_at.is_(None), CompletionLink.expires_at > now
    return select(CompletionLink).where(CompletionLink.lead_id == lead_id, *working).order_by(CompletionLink.id.desc())
