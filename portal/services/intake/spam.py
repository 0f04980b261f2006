"""The spam box keeps what was typed for a while, in case it was no spam; then only that something came is known."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.submission import Disposition, Submission
from portal.services.intake.forgetting import EMPTY, forget

KEPT_FOR = timedelta(days=90)


def purge(now: datetime, limit: int) -> int:
    """Throw away what was typed, and the files, of old spam; of how many posts. The rows stay: the ledger comes out."""
    old = Submission.disposition == Disposition.QUARANTINED, Submission.received_at < now - KEPT_FOR
    query = select(Submission).where(*old, Submission.raw != EMPTY).order_by(Submission.received_at).limit(limit)
    posts = db.session.scalars(query.with_for_update(skip_locked=True)).all()
    for post in posts:
        forget(post, None, now)
    return len(posts)
