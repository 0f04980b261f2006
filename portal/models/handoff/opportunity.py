"""Opportunities: what a lead may be worth, and when (S88)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice
from portal.rules.handoff.deals import DealStage


class Opportunity(Model):
    """One a lead. ``amount`` is in units of ``currency``; ``proposed_at`` is when a proposal first was with them."""

    __tablename__ = "opportunity"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"), unique=True)
    stage: Mapped[DealStage] = mapped_column(choice(DealStage, "stage"), default=DealStage.SCOPE)
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    currency: Mapped[str] = mapped_column(String(3))
    expected_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    proposed_at: Mapped[datetime | None]


def opportunity_of(lead_id: int) -> Select[Opportunity]:
    """The lead's opportunity, if it became one."""
    return select(Opportunity).where(Opportunity.lead_id == lead_id)
