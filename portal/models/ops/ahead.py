"""What the worker works out ahead for reports over many leads, and how far it has come.

Nothing here is the truth: it is made from leads, submissions and their history, and pages look at the rows themselves
for whatever has changed since. So a worker that is behind makes pages slower, never wrong.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy import String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model, db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.event import Event

LONGEST_PHRASE = 60
NO_FORM = 0
_BYTES = String(LONGEST_PHRASE).with_variant(String(LONGEST_PHRASE, collation="C"), "postgresql")


class DayCount(Model):
    """What came on a UTC day (yyyymmdd) by one form (``NO_FORM``: none) from one source, and how far it got by now."""

    __tablename__ = "day_count"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    submissions: Mapped[int] = mapped_column(default=0)
    lead: Mapped[int] = mapped_column(default=0)
    mql: Mapped[int] = mapped_column(default=0)
    sql: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)


class LeadPhrase(Model):
    """A lead's name and company from each of their words on, as ``rules.phrases`` writes them: to be found by how they
    begin."""

    __tablename__ = "lead_phrase"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way

    phrase: Mapped[str] = mapped_column(_BYTES, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False, index=True)


class Bookmark(Model):
    """How far a reader of the history has come: the last event that it has seen."""

    __tablename__ = "bookmark"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    event_id: Mapped[int] = mapped_column(BIG)


AHEAD = "ahead"
_SUBMISSION = "submission:"


def worked_up_to() -> int:
    """The last event that is worked into the tables above; 0 while there is none."""
    return db.session.scalar(select(Bookmark.event_id).where(Bookmark.name == AHEAD)) or 0


@dataclass(frozen=True)
class News:
    """What happened since: to which leads, on which days (yyyymmdd) counts may have changed, the last event of it."""

    lead_ids: frozenset[int]
    days: frozenset[int]
    last: int


def news(event_id: int, limit: int, before: datetime | None = None) -> News | None:
    """What came after that event, up to the first one that is not older than ``before``. Four queries.

    None when it is more than the limit, or when nothing was worked ahead yet; with ``before`` it is so much of it.
    """
    if before is None and not event_id:
        return None
    query = select(Event.id, Event.lead_id, Event.subject, Event.at).where(Event.id > event_id)
    found = db.session.execute(query.order_by(Event.id).limit(limit + 1)).all()
    if before is None and len(found) > limit:
        return None
    rows = list(takewhile(lambda row: before is None or row.at < before, found[:limit]))
    leads = frozenset(row.lead_id for row in rows if row.lead_id is not None)
    sent = [int(row.subject.removeprefix(_SUBMISSION)) for row in rows if row.subject.startswith(_SUBMISSION)]
    days = {int(f"{row.at:%Y%m%d}") for row in rows}
    waiting = Submission.disposition == Disposition.UNJUDGED  # their event is still to come
    days.update(db.session.scalars(select(Submission.received_day).where(waiting).limit(limit)))
    days.update(db.session.scalars(select(Lead.created_day).where(Lead.id.in_(leads))))
    theirs = or_(Submission.id.in_(sent), Submission.lead_id.in_(leads))
    days.update(db.session.scalars(select(Submission.received_day).where(theirs)))
    return News(leads, frozenset(days), rows[-1].id if rows else event_id)
