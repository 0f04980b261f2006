"""Submissions: what was posted, stored raw and never changed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, choice


class Disposition(StrEnum):
    """What became of a submission; exactly one."""

    NEW_LEAD = "new_lead"
    ATTACHED = "attached"
    QUARANTINED = "quarantined"
    TEST = "test"
    PARTIAL = "partial"
    UNJUDGED = "unjudged"


class Submission(Model):
    """``raw`` is the post as JSON (name → list of values, without the token). The same attempt key with the same body
    is the same submission (unique). ``source`` is JSON: utm_*, gclid, msclkid, referrer, landing_url, embed_url and the
    ``first_*`` twins. ``reference`` is what the visitor is told. ``language`` is the one in which
    it was answered, and so in which its numbers are written; empty for the form's own. ``tries`` counts the sweeps that
    failed to find its lead. ``purged_at``: when answers were last deleted because their time was over; ``raw`` has lost
    them, and where all of them went ``source`` is empty, too."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("form_id", "attempt_key", "body_hash"),
        Index(None, "disposition", "received_at"),
        Index(None, "lead_id"),
        Index(None, "received_day"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    attempt_key: Mapped[str] = mapped_column(String(64))
    body_hash: Mapped[str] = mapped_column(String(64))
    raw: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="{}")
    utm_source: Mapped[str] = mapped_column(String(120), default="")
    utm_campaign: Mapped[str] = mapped_column(String(120), default="")
    channel: Mapped[str] = mapped_column(String(20), default="form")
    language: Mapped[str] = mapped_column(String(20), default="")
    received_at: Mapped[datetime]
    received_day: Mapped[int]
    disposition: Mapped[Disposition] = mapped_column(choice(Disposition, "disposition"))
    why: Mapped[str] = mapped_column(String(300), default="")
    tries: Mapped[int] = mapped_column(default=0)
    purged_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id"))
    lead_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("lead.id"))


def submissions_of(lead_id: int) -> Select[Submission]:
    """Every submission of the lead, oldest first."""
    return select(Submission).where(Submission.lead_id == lead_id).order_by(Submission.received_at, Submission.id)


def unjudged(limit: int) -> Select[Submission]:
    """Submissions that wait for the sweep, those tried least first, then the oldest."""
    return (
        select(Submission)
        .where(Submission.disposition == Disposition.UNJUDGED)
        .order_by(Submission.tries, Submission.received_at, Submission.id)
        .limit(limit)
    )
