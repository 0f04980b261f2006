"""Who answers an enquiry, for the prospect who made it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.rules.handoff.stages import WITH_REP


@dataclass(frozen=True)
class Answering:
    """Who looks after the lead. ``in_hand``: they are a rep to whom it was given, so they may be met."""

    rep: str
    lead_id: int
    in_hand: bool


def answering(submission_id: int) -> Answering | None:
    """Who answers for the lead of that submission, the rep who has it in hand before all; None where there is no lead.

    Somebody always does: were nobody named for a person whose earlier answers keep them from a rep, a stranger who
    sends a form in their name would learn that they are known. One query.
    """
    who = func.coalesce(Lead.owner_id, Lead.accountable_id)
    query = select(User.name, Lead.id, Lead.status).join(Lead, User.id == who)
    mine = query.join(Submission, Submission.lead_id == Lead.id).where(Submission.id == submission_id)
    row = db.session.execute(mine).first()
    return Answering(row.name, row.id, row.status in WITH_REP) if row else None
