"""How much of what was sent to a form is old."""

from datetime import datetime

from sqlalchemy import func, or_, select

from portal.models.base import db
from portal.models.intake.submission import Submission

NOTHING = "{}"


def older_than(form_id: int, moment: datetime) -> int:
    """Submissions of that moment or before of which something is left. One query."""
    left = or_(Submission.raw != NOTHING, Submission.source != NOTHING)
    mine = Submission.form_id == form_id, Submission.received_at <= moment, left
    return db.session.scalar(select(func.count()).select_from(Submission).where(*mine)) or 0
