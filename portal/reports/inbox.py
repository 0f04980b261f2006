"""The inbox: what waits for somebody, the soonest promise first, then the largest (S72)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.models.base import UtcDateTime, db
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.pool import AssignmentKind
from portal.models.hot import Hot
from portal.models.intake.lead import Lead
from portal.reports.waiting import up_to_enough
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import CLOSED, WITH_REP, WorkStatus
from portal.rules.handoff.work_order import inbox_key

PAGE_SIZE = 30
"""Some three screens. The list is drawn anew every few seconds for everybody who has it open."""


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
_COUNTS = Hot(select(*(up_to_enough(whose, *statuses).label(view.value) for view, (whose, statuses) in _VIEWS.items())))


def page(view: View, user_id: int, after: Place | None = None, size: int = PAGE_SIZE) -> InboxPage:
    """One page of the view. One query."""
    found = _done(user_id, after, size + 1) if view is View.DONE else _queue(view, user_id, after, size + 1)
    rows = found[:size]
    more = _place(view, rows[-1]) if len(found) > size else None
    if view is not View.DONE:
        rows = sorted(rows, key=lambda row: inbox_key(row.due_at, row.size, None, row.id))
    return InboxPage(tuple(_row(row) for row in rows), more)


def counts(user_id: int) -> dict[View, int]:
    """How much each view holds, up to ``waiting.ENOUGH``; what is done is not counted. One query."""
    row = _COUNTS.first({"user": user_id})
    return {view: getattr(row, view.value) for view in _VIEWS}


def _queue(view: View, user_id: int, after: Place | None, limit: int) -> Sequence[Any]:
    place = {} if after is None else {"at": after.at, "size": after.size, "id": after.id}
    return _firsts(view, further=after is not None).all({"user": user_id, "limit": limit, **place})


@cache
def _firsts(view: View, *, further: bool) -> Hot:
    """The first of each status, in the order of an index, and then the first of those: whatever somebody has in hand,
    so few rows are read. ``further``: those after a place."""
    whose, statuses = _VIEWS[view]
    order, limit = (Lead.due_at, _SIZE.desc(), Lead.id), bindparam("limit", type_=Integer)
    beyond = _beyond() if further else ()
    firsts: list[Select[*tuple[Any, ...]]] = [
        select(*_COLUMNS)
        .where(whose == bindparam("user"), Lead.status == status, *beyond)
        .order_by(*order)
        .limit(limit)
        for status in statuses
    ]
    if len(firsts) == 1:
        return Hot(firsts[0])
    rows = union_all(*(select(first.subquery()) for first in firsts)).subquery()
    return Hot(select(rows).order_by(rows.c.due_at, rows.c.size.desc(), rows.c.id).limit(limit))


def _beyond() -> "tuple[ColumnElement[bool], ...]":
    at, size = bindparam("at", type_=UtcDateTime()), bindparam("size", type_=Lead.size.type)
    same_due = and_(Lead.due_at == at, or_(size > _SIZE, and_(size == _SIZE, Lead.id > bindparam("id"))))
    return Lead.due_at >= at, or_(Lead.due_at > at, same_due)


def _done(user_id: int, after: Place | None, limit: int) -> Sequence[Any]:
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
    if after is not None:
        same = and_(Assignment.ended_at == after.at, Assignment.id < after.id)
        query = query.where(or_(Assignment.ended_at < after.at, same))
    return db.session.execute(query.limit(limit)).all()


def _place(view: View, row: Any) -> Place:
    if view is View.DONE:
        return Place(row.ended_at, Decimal(0), row.place)
    return Place(row.due_at, Decimal(row.size), row.id)


def _row(row: Any) -> InboxRow:
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
