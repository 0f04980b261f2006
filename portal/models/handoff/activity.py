"""What people did on a lead: calls, mails, notes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import BIG, Model, choice
from portal.models.team.user import User
from portal.rules.handoff.activities import ActivityKind, CallOutcome


class Activity(Model):
    """One logged act. ``at`` is when it happened, ``created_at`` when it was logged."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "lead_id", "at"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[ActivityKind] = mapped_column(choice(ActivityKind, "kind"))
    outcome: Mapped[CallOutcome | None] = mapped_column(choice(CallOutcome, "outcome"))
    note: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(String(300), default="")
    next_step_at: Mapped[datetime | None]
    at: Mapped[datetime]
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()


def activities_of(lead_id: int) -> Select[Activity]:
    """What was done on the lead, newest first."""
    return select(Activity).where(Activity.lead_id == lead_id).order_by(Activity.at.desc(), Activity.id.desc())
