"""Assignments: a lead offered to, or kept by, one person, with the reason."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import BIG, Model, choice
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.team.user import User


class EndReason(StrEnum):
    """Why an assignment ended."""

    EXPIRED = "expired"
    REJECTED = "rejected"
    RECYCLED = "recycled"
    MOVED = "moved"
    LIFTED = "lifted"
    UNDELIVERABLE = "undeliverable"
    CLOSED = "closed"


class Assignment(Model):
    """At most one active (not ended) assignment per lead; the partial unique index holds that.

    ``candidates`` is the JSON of ``rules.handoff.fairness`` rows: everybody considered, level, why skipped.
    ``credited`` counts in the pool's rotation; ``credited_back`` when the credit was returned.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_one_active",
            "lead_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "user_id", "ended_at"),
        Index(None, "pool_id", "user_id", "offered_at"),
        Index(None, "lead_id", "id"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("pool.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("routing_rule.id", ondelete="SET NULL"))
    kind: Mapped[AssignmentKind] = mapped_column(choice(AssignmentKind, "kind"))
    reason: Mapped[str] = mapped_column(String(300))
    candidates: Mapped[str] = mapped_column(Text, default="[]")
    sticky: Mapped[bool] = mapped_column(default=False)
    credited: Mapped[bool] = mapped_column(default=False)
    credited_back: Mapped[bool] = mapped_column(default=False)
    offered_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accept_due_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(choice(EndReason, "end_reason"))

    lead: Mapped[Lead] = relationship()
    user: Mapped[User] = relationship()


def active_assignment(lead_id: int) -> Select[Assignment]:
    """The assignment that is running, if any."""
    return select(Assignment).where(Assignment.lead_id == lead_id, Assignment.ended_at.is_(None))


def assignments_of(lead_id: int) -> Select[Assignment]:
    """Every assignment of the lead, oldest first."""
    return select(Assignment).where(Assignment.lead_id == lead_id).order_by(Assignment.id)
