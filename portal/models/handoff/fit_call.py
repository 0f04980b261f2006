"""Fit calls: what a rep found out before an opportunity is opened (S81 to S84)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import BIG, Model, choice
from portal.models.handoff.activity import Activity
from portal.models.team.user import User
from portal.rules.handoff.fit import BuyingRole, CurrentSolution, FitNotes, FitResult


class FitCallRow(Model):
    """One call with its result. ``activity_id`` is its place on the timeline; None in ``will_switch`` and
    ``has_budget`` means that it did not come up."""

    __tablename__ = "fit_call"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    activity_id: Mapped[int] = mapped_column(BIG, ForeignKey("activity.id"))
    needs: Mapped[str] = mapped_column(Text, default="")
    current_who: Mapped[str] = mapped_column(String(300), default="")
    current_what: Mapped[str] = mapped_column(String(300), default="")
    current_why: Mapped[str] = mapped_column(String(300), default="")
    why_replace: Mapped[str] = mapped_column(String(300), default="")
    role: Mapped[BuyingRole | None] = mapped_column(choice(BuyingRole, "role"))
    will_switch: Mapped[bool | None]
    has_budget: Mapped[bool | None]
    result: Mapped[FitResult] = mapped_column(choice(FitResult, "result"))
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()
    activity: Mapped[Activity] = relationship()

    @property
    def notes(self) -> FitNotes:
        """What was found out, as a value."""
        current = CurrentSolution(self.current_who, self.current_what, self.current_why, self.why_replace)
        return FitNotes(self.needs, current, self.role, self.will_switch, self.has_budget)


def latest_fit_call(lead_id: int) -> Select[FitCallRow]:
    """The newest call about the lead."""
    return select(FitCallRow).where(FitCallRow.lead_id == lead_id).order_by(FitCallRow.id.desc()).limit(1)
