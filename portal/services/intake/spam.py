"""The spam box keeps what was typed for a while, in case it was no spam; then only that something came is known."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal.models.base import db, table_of
from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Disposition, Submission
from portal.rules.questions.answer import AnswerState

KEPT_FOR = timedelta(days=90)
EMPTY = "{}"
_NOTHING = dict.fromkeys(("text", "long_text", "number", "day", "flag", "choices"))
_ANSWER = table_of(AnswerRow)


def purge(now: datetime, limit: int) -> int:
    """Throw away the words of old spam; returns of how many posts. The rows stay, so the ledger comes out."""
    old = Submission.disposition == Disposition.QUARANTINED, Submission.received_at < now - KEPT_FOR
    query = select(Submission).where(*old, Submission.raw != EMPTY).order_by(Submission.received_at).limit(limit)
    posts = db.session.scalars(query.with_for_update(skip_locked=True)).all()
    for post in posts:
        post.raw = post.source = EMPTY
    ids = [post.id for post in posts]
    answers = update(_ANSWER).where(_ANSWER.c.submission_id.in_(ids))
    db.session.execute(answers.values(state=AnswerState.PURGED, **_NOTHING))
    db.session.flush()
    return len(ids)
