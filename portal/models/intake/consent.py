"""What a person agreed to: proof that is kept, also after they took it back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class ConsentRecord(Model):
    """One purpose of one submission. ``text`` is exactly what stood beside the box, ``text_hash`` its SHA-256.
    ``withdrawn_by_id`` is the colleague who noted the withdrawal; None where the person did it by their link."""

    __tablename__ = "consent_record"
    __table_args__ = (UniqueConstraint("submission_id", "purpose"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    submission_id: Mapped[int] = mapped_column(BIG, ForeignKey("submission.id"))
    purpose: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


def consents_of(person_id: int) -> Select[ConsentRecord]:
    """Everything that the person ever agreed to, newest first."""
    query = select(ConsentRecord).where(ConsentRecord.person_id == person_id)
    return query.order_by(ConsentRecord.given_at.desc(), ConsentRecord.id.desc())
