"""Test visitors of a form (X6): saved answers, and every outcome that somebody said is right."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, choice
from portal.models.team.user import User
from portal.rules.forms.rehearsal import Result


class SavedVisitor(Model):
    """``posted`` is what the visitor sends: name → every value."""

    __tablename__ = "test_visitor"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    posted: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    accepted: Mapped[list["AcceptedOutcome"]] = relationship(
        order_by="AcceptedOutcome.id", cascade="all, delete-orphan"
    )


class AcceptedOutcome(Model):
    """Who accepted which outcome, under which agreement. The agreement is named by number and content, since a draft
    that was proposed once may be thrown away."""

    __tablename__ = "test_visitor_outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("test_visitor.id"), index=True)
    result: Mapped[Result] = mapped_column(choice(Result, "result"))
    destination: Mapped[str] = mapped_column(String(60))
    agreement_number: Mapped[int]
    agreement_hash: Mapped[str] = mapped_column(String(64))
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime]

    accepted_by: Mapped[User] = relationship()


def visitors_of(form_id: int) -> Select[SavedVisitor]:
    """Test visitors of the form, oldest first."""
    return select(SavedVisitor).where(SavedVisitor.form_id == form_id).order_by(SavedVisitor.id)
