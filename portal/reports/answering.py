"""Who answers an enquiry, for the prospect who made it."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.rules.handoff.stages import WITH_REP


@dataclass(frozen=True)
class Answering:
    """The rep's name, and the lead that they have in hand."""

    rep: str
    lead_id: int


def answering(submission_id: int) -> Answering | None:
    """The rep who has the lead of that submission in hand; None for nobody. One query."""
    query = select(User.name, Lead.id).join(Lead, Lead.owner_id == User.id)
    mine = query.join(Submission, Submission.lead_id == Lead.id).where(Submission.id == submission_id)
    row = db.session.execute(mine.where(Lead.status.in_(WITH_REP))).first()
    return Answering(*row) if row else None
