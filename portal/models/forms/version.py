"""Published versions of forms; a trigger refuses every change and deletion."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class FormVersion(Model):
    """``definition`` is the canonical JSON, ``digest`` its SHA-256; it was proved against ``agreement_id``."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    number: Mapped[int]
    definition: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime]


def versions_of(form_id: int) -> Select[FormVersion]:
    """Versions of the form, newest first."""
    return select(FormVersion).where(FormVersion.form_id == form_id).order_by(FormVersion.number.desc())
