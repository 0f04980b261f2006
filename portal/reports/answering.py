"""Who answers an enquiry, for the prospect who made it."""

from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.rules.handoff.stages import WITH_REP


def rep_of(submission_id: int) -> str:
    """The name of the rep who has the lead of that submission in hand; empty for nobody. One query."""
    query = select(User.name).join(Lead, Lead.owner_id == User.id).join(Submission, Submission.lead_id == Lead.id)
    return db.session.scalars(query.where(Submission.id == submission_id, Lead.status.in_(WITH_REP))).first() or ""
