"""Files that prospects send with a form; the bytes lie in ``UPLOAD_DIR`` under the token."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class Upload(Model):
    """``token`` is what the answer holds. ``expires_at`` is set until a submission claims the file; ``purged_at`` says
    since when nobody can have it any more, and ``expires_at`` is set then until its bytes are deleted, too."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    field_key: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    purged_at: Mapped[datetime | None]


def uploads_named(tokens: tuple[str, ...]) -> Select[Upload]:
    """The files of these tokens."""
    return select(Upload).where(Upload.token.in_(tokens))


def unclaimed_uploads(now: datetime) -> Select[Upload]:
    """Files that no submission claimed in time, or whose bytes are to be deleted, oldest first."""
    return select(Upload).where(Upload.expires_at <= now).order_by(Upload.id)
