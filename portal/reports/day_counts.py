"""Counts by day that the worker keeps (models.ops.ahead), and the days on which they are not those of today."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from portal.models.base import db
from portal.models.ops.ahead import DayCount, news, worked_up_to
from portal.reports.period import Period

NUMBERS = (DayCount.submissions, DayCount.lead, DayCount.mql, DayCount.sql, DayCount.accepted)
NEWS = 2000
"""Events that are looked at one by one; with more, the rows are counted."""


def changed_days() -> frozenset[int] | None:
    """Days whose kept counts are not those of today; None: too much happened to tell. A handful of short queries."""
    since = news(worked_up_to(), NEWS)
    return None if since is None else since.days


def kept(
    period: Period, changed: frozenset[int] | None, form_id: int | None, source: str | None, *by: Any
) -> "list[Row[Any]]":
    """The sums of ``NUMBERS`` over the period's other days, by these columns of DayCount. One query.

    ``source`` "" are those without; None is any, for the form as well.
    """
    if changed is None:
        return []
    sums: Select[Any] = select(*by, *(func.coalesce(func.sum(number), 0).label(number.key) for number in NUMBERS))
    conditions: list[ColumnElement[bool]] = [DayCount.day.between(*period.bounds), DayCount.day.not_in(changed)]
    if form_id is not None:
        conditions.append(DayCount.form_id == form_id)
    if source is not None:
        conditions.append(DayCount.source == source)
    return list(db.session.execute(sums.where(*conditions).group_by(*by)).all())
