"""Enquiries that were begun and not sent, for marketing to look after."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice
from portal.models.intake.submission import Submission


class AbandonedState(StrEnum):
    """What became of it. ``superseded``: the visitor came back and sent the form."""

    OPEN = "open"
    CONTACTED = "contacted"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"


class AbandonedItem(Model):
    """Stands for one partial submission. ``left_at`` is when the visitor last answered."""

    __tablename__ = "abandoned_item"
    __table_args__ = (Index(None, "state", "id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    submission_id: Mapped[int] = mapped_column(BIG, ForeignKey("submission.id"), unique=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    email: Mapped[str] = mapped_column(String(254))
    state: Mapped[AbandonedState] = mapped_column(choice(AbandonedState, "state"), default=AbandonedState.OPEN)
    left_at: Mapped[datetime]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


def abandoned_of_attempt(form_id: int, attempt_key: str) -> Select[AbandonedItem]:
    """The items of that attempt which nobody has decided on."""
    same = Submission.form_id == form_id, Submission.attempt_key == attempt_key
    joined = select(AbandonedItem).join(Submission, Submission.id == AbandonedItem.submission_id)
    return joined.where(*same, AbandonedItem.state == AbandonedState.OPEN)
