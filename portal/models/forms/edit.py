"""The last edits of a form's draft, so that they can be taken back and done again (B3)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model

KEPT = 50
"""So many edits of a form can be taken back."""


class FormEdit(Model):
    """One edit. ``other`` is the definition on its other side: what was before it, and once it is ``undone``, what it
    made. ``words`` say what it did; ``place`` is where somebody was typing, empty for a single act."""

    __tablename__ = "form_edit"
    __table_args__ = (Index("ix_form_edit_form_id_id", "form_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(300))
    place: Mapped[str] = mapped_column(String(200))
    undone: Mapped[bool] = mapped_column(default=False)
    other: Mapped[str] = mapped_column(Text)


def last_edit(form_id: int) -> Select[FormEdit]:
    """What undo would take back."""
    query = select(FormEdit).where(FormEdit.form_id == form_id, FormEdit.undone.is_(False))
    return query.order_by(FormEdit.id.desc()).limit(1)


def next_edit(form_id: int) -> Select[FormEdit]:
    """What redo would do again."""
    query = select(FormEdit).where(FormEdit.form_id == form_id, FormEdit.undone.is_(True))
    return query.order_by(FormEdit.id).limit(1)
