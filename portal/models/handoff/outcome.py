"""Outcomes: how a lead ended, and whether the customer stayed."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import BIG, Model, choice
from portal.models.team.user import User
from portal.rules.handoff.deals import Ending, LostReason


class Outcome(Model):
    """One a lead. Won: ``amount`` in ``currency``, signed ``on`` that day. Lost: the reason. ``churned_on``: the
    customer left on that day (S89)."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("(ending = 'won') = (amount IS NOT NULL)", name="amount"),
        CheckConstraint("(ending = 'lost') = (reason IS NOT NULL)", name="lost"),
        CheckConstraint("churned_on IS NULL OR ending = 'won'", name="churned"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ending: Mapped[Ending] = mapped_column(choice(Ending, "ending"))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    currency: Mapped[str] = mapped_column(String(3), default="")
    on: Mapped[date] = mapped_column("on_day")
    reason: Mapped[LostReason | None] = mapped_column(choice(LostReason, "reason"))
    note: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime]
    churned_on: Mapped[date | None]
    churn_note: Mapped[str] = mapped_column(String(1000), default="")

    user: Mapped[User] = relationship()


def outcome_of(lead_id: int) -> Select[Outcome]:
    """How the lead ended, if it did."""
    return select(Outcome).where(Outcome.lead_id == lead_id)
