"""Disputes: marketing says that a returned lead was good."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import BIG, Model, choice
from portal.models.intake.lead import Lead


class Ruling(StrEnum):
    """How the sales manager decided."""

    REOFFERED = "reoffered"
    UPHELD = "upheld"


class Dispute(Model):
    """A record beside the status: opened by marketing within the agreed days, decided by the sales manager."""

    __tablename__ = "dispute"
    __table_args__ = (
        Index(
            "uq_dispute_one_open",
            "lead_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"))
    reject_code: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(1000))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    judge_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ruling: Mapped[Ruling | None] = mapped_column(choice(Ruling, "ruling"))
    ruling_note: Mapped[str] = mapped_column(String(1000), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship()


def disputes_of(lead_id: int) -> Select[Dispute]:
    """Disputes of the lead, newest first."""
    return select(Dispute).where(Dispute.lead_id == lead_id).order_by(Dispute.id.desc())


def open_disputes() -> Select[Dispute]:
    """Disputes that wait for a decision, oldest first."""
    return select(Dispute).where(Dispute.decided_at.is_(None)).order_by(Dispute.opened_at, Dispute.id)
