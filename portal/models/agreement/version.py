"""Agreement versions: drafts that people edit, then content that nobody can change."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model, choice


class AgreementStatus(StrEnum):
    """Draft, put up for signing, signed by both (waiting for its day), in force, replaced."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


class AgreementVersion(Model):
    """``content`` is the canonical JSON of ``rules.agreement.terms.Terms`` and ``content_hash`` its SHA-256.

    A trigger refuses any change of content, hash or number once the status is not draft, and any deletion then.
    ``draft_rev`` counts the saves of a draft. ``effective_at`` None means: in force with the second signature.
    """

    __tablename__ = "agreement_version"
    __table_args__ = (
        Index(
            "uq_agreement_version_one_active",
            "status",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[AgreementStatus] = mapped_column(choice(AgreementStatus, "status"), default=AgreementStatus.DRAFT)
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    draft_rev: Mapped[int] = mapped_column(default=1)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_version.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    proposed_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    effective_at: Mapped[datetime | None]
    activated_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]


def active_agreement() -> Select[AgreementVersion]:
    """The version in force, if any."""
    return select(AgreementVersion).where(AgreementVersion.status == AgreementStatus.ACTIVE)


def agreement_versions(*, with_drafts: bool = True) -> Select[AgreementVersion]:
    """Every version, newest first."""
    query = select(AgreementVersion).order_by(AgreementVersion.number.desc())
    return query if with_drafts else query.where(AgreementVersion.status != AgreementStatus.DRAFT)


def agreement_by_number(number: int, *, with_drafts: bool) -> Select[AgreementVersion]:
    """The version of that number; drafts are for those who edit them."""
    return agreement_versions(with_drafts=with_drafts).where(AgreementVersion.number == number)
