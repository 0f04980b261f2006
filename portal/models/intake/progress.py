"""What somebody answered of a form in steps before sending it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class Progress(Model):
    """One attempt at one form. ``token_hash`` is the SHA-256 of what the visitor's cookie holds; None where cookies are
    blocked. ``answers`` is JSON: name → values as typed, with the source. ``step_id`` is where they go on,
    ``language`` the one in which they answer; empty for the form's own.
    ``silent_at``: when, without another word, it counts as abandoned; None where the form does not keep partial leads.
    Once sent, it holds no answers and no token any more, and ``finished_at`` says when."""

    __tablename__ = "progress"
    __table_args__ = (
        UniqueConstraint("form_id", "attempt_key"),
        Index(None, "silent_at"),
        Index(None, "expires_at"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    attempt_key: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    answers: Mapped[str] = mapped_column(Text)
    step_id: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(20), default="")
    mail_to: Mapped[str] = mapped_column(String(254), default="")
    rendered_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    silent_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


def progress_of(form_id: int, attempt_key: str) -> Select[Progress]:
    """The progress of that attempt."""
    return select(Progress).where(Progress.form_id == form_id, Progress.attempt_key == attempt_key)


def fallen_silent(now: datetime, limit: int) -> Select[Progress]:
    """Attempts that count as abandoned by now, the oldest first."""
    return select(Progress).where(Progress.silent_at <= now).order_by(Progress.silent_at, Progress.id).limit(limit)
