"""The inbox: what waits for somebody, the soonest promise first, then the largest (S72)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.models.base import db
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import CLOSED, WITH_REP, WorkStatus
from portal.rules.handoff.work_order import inbox_key

PAGE_SIZE = 50
ENOUGH = 100
"""Counting stops here; "100" beside a view says the same as any more."""


class View(StrEnum):
    """The views of an inbox."""

    ACCEPT = "accept"
    WORKING = "working"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True)
class InboxRow:
    """One lead in the list. ``end`` is why it left the reader's hands, ``ended_at`` when (the view "done" only)."""

    lead_id: int
    name: str
    job_title: str
    company: str
    size_text: str
    need: str
    level: Qualification
    status: WorkStatus
    due_at: datetime | None
    end: EndReason | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where the next page goes on: after this moment, size and id."""

    at: datetime
    size: Decimal
    id: int


@dataclass(frozen=True)
class InboxPage:
    """Rows in the order of work, and where the next page begins (None: there is none)."""

    rows: tuple[InboxRow, ...]
    next: Place | None


_SIZE = func.coalesce(Lead.size, 0)
_COLUMNS = (
    Lead.id,
    Lead.person_name,
    Lead.job_title,
    Lead.company_name,
    Lead.size_text,
    Lead.need_text,
    Lead.qualification,
    Lead.status,
    Lead.due_at,
    _SIZE.label("size"),
)
_IN_WORK = tuple(sorted(WITH_REP - {WorkStatus.OFFERED}))
_VIEWS: "dict[View, tuple[InstrumentedAttribute[int | None], tuple[WorkStatus, ...]]]" = {
    View.ACCEPT: (Lead.owner_id, (WorkStatus.OFFERED,)),
    View.WORKING: (Lead.owner_id, _IN_WORK),
    View.WAITING: (Lead.accountable_id, (WorkStatus.HELD, WorkStatus.QUEUED, WorkStatus.NEW)),
}


def page(view: View, user_id: int, after: Place | None = None, size: int = PAGE_SIZE) -> InboxPage:
    """One page of the view. One query."""
    more_than = size + 1
    query = _done(user_id, after).limit(more_than) if view is View.DONE else _queue(view, user_id, after, more_than)
    found = db.session.execute(query).all()
    rows = found[:size]
    more = _place(view, rows[-1]) if len(found) > size else None
    if view is not View.DONE:
        rows = sorted(rows, key=lambda row: inbox_key(row.due_at, row.size, None, row.id))
    return InboxPage(tuple(_row(row) for row in rows), more)


def counts(user_id: int) -> dict[View, int]:
    """How much each view holds, up to ENOUGH; what is done is not counted. Three short index scans."""
    return {view: _count(_of(view, user_id)) for view in View if view is not View.DONE}


def _count(where: ColumnElement[bool]) -> int:
    some = select(Lead.id).where(where).limit(ENOUGH).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _of(view: View, user_id: int) -> ColumnElement[bool]:
    whose, statuses = _VIEWS[view]
    return and_(whose == user_id, Lead.status.in_(statuses))


def _queue(view: View, user_id: int, after: Place | None, limit: int) -> "Select[*tuple[Any, ...]]":
    """The first of each status, in the order of an index, and then the first of those: whatever somebody has in hand,
    so few rows are read."""
    whose, statuses = _VIEWS[view]
    order = (Lead.due_at, _SIZE.desc(), Lead.id)
    firsts: list[Select[*tuple[Any, ...]]] = [
        select(*_COLUMNS).where(whose == user_id, Lead.status == status, *_beyond(after)).order_by(*order).limit(limit)
        for status in statuses
    ]
    if len(firsts) == 1:
        return firsts[0]
    rows = union_all(*(select(first.subquery()) for first in firsts)).subquery()
    return select(rows).order_by(rows.c.due_at, rows.c.size.desc(), rows.c.id).limit(limit)


def _beyond(after: Place | None) -> "list[ColumnElement[bool]]":
    if after is None:
        return []
    size = literal(after.size)
    same_due = and_(Lead.due_at == after.at, or_(size > _SIZE, and_(size == _SIZE, Lead.id > after.id)))
    return [Lead.due_at >= after.at, or_(Lead.due_at > after.at, same_due)]


def _done(user_id: int, after: Place | None) -> "Select[*tuple[Any, ...]]":
    """Leads that left the user's hands, the latest first; each once, and none that came back."""
    later = aliased(Assignment)
    again = select(later.id).where(
        later.lead_id == Assignment.lead_id, later.user_id == user_id, later.id > Assignment.id
    )
    query: Select[*tuple[Any, ...]] = (
        select(*_COLUMNS, Assignment.id.label("place"), Assignment.end_reason, Assignment.ended_at)
        .join(Lead, Lead.id == Assignment.lead_id)
        .where(Assignment.user_id == user_id, Assignment.ended_at.is_not(None))
        .where(Assignment.kind == AssignmentKind.SALES, ~again.exists())
        .order_by(Assignment.ended_at.desc(), Assignment.id.desc())
    )
    if after is None:
        return query
    same = and_(Assignment.ended_at == after.at, Assignment.id < after.id)
    return query.where(or_(Assignment.ended_at < after.at, same))


def _place(view: View, row: "Row[Any]") -> Place:
    if view is View.DONE:
        return Place(row.ended_at, Decimal(0), row.place)
    return Place(row.due_at, Decimal(row.size), row.id)


def _row(row: "Row[Any]") -> InboxRow:
    return InboxRow(
        lead_id=row.id,
        name=row.person_name,
        job_title=row.job_title,
        company=row.company_name,
        size_text=row.size_text,
        need=row.need_text,
        level=row.qualification,
        status=row.status,
        due_at=None if row.status in CLOSED else row.due_at,
        end=getattr(row, "end_reason", None),
        ended_at=getattr(row, "ended_at", None),
    )
