"""How much of what was sent to a form is old."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from portal.models.base import db
from portal.models.intake.submission import Submission

NOTHING = "{}"
MOST = 1000


def older_than(form_id: int, moment: datetime, keys: Sequence[str] | None = None) -> int:
    """Submissions of that moment or before of which something is left, of these questions or (None) at all; one more
    than ``MOST`` stands for any number above. One query."""
    left = (
        [Submission.raw != NOTHING, Submission.source != NOTHING]
        if keys is None
        else [Submission.raw.contains(f'"{key}"', autoescape=True) for key in keys]
    )
    mine = Submission.form_id == form_id, Submission.received_at <= moment, or_(*left)
    some = select(Submission.id).where(*mine).limit(MOST + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
