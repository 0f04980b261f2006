"""Signatures under an agreement version."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, choice
from portal.models.team.user import User
from portal.rules.agreement.terms import Side


class Signature(Model):
    """One side's signature over one content hash; it counts only while that hash is the version's."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("version_id", "side", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]

    user: Mapped[User] = relationship()


def signatures_of(version_id: int, content_hash: str) -> Select[Signature]:
    """Signatures that count for this content, in the order signed."""
    return (
        select(Signature)
        .where(Signature.version_id == version_id, Signature.content_hash == content_hash)
        .order_by(Signature.signed_at, Signature.id)
    )
