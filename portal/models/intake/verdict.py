"""Verdicts: what was judged, under which agreement version, with which result."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice
from portal.rules.agreement.verdict import Qualification


class Scope(StrEnum):
    """Judged on the submission's answers alone, or on the person's whole profile."""

    SUBMISSION = "submission"
    LEAD = "lead"


class VerdictRow(Model):
    """``inputs`` and ``outcome`` are canonical JSON: recomputing from inputs and the agreement gives the same bytes.

    ``purged_at``: since then values are gone from both (``rules.agreement.purged``); what was decided stands.
    """

    __tablename__ = "verdict"
    __table_args__ = (
        Index(None, "lead_id", "scope", "id"),
        Index("uq_verdict_submission_id", "submission_id", "scope", "agreement_id", "cause", unique=True),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    scope: Mapped[Scope] = mapped_column(choice(Scope, "scope"))
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"))
    submission_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("submission.id"))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))
    agreement_hash: Mapped[str] = mapped_column(String(64))
    level: Mapped[Qualification] = mapped_column(choice(Qualification, "level"))
    inputs: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(String(40), default="submission")
    judged_at: Mapped[datetime]
    purged_at: Mapped[datetime | None]


def latest_verdict(lead_id: int) -> Select[VerdictRow]:
    """The lead's own latest verdict."""
    return (
        select(VerdictRow)
        .where(VerdictRow.lead_id == lead_id, VerdictRow.scope == Scope.LEAD)
        .order_by(VerdictRow.id.desc())
        .limit(1)
    )
