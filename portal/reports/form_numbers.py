"""What visitors do with a form: seen, begun, how far, where it went wrong; from sums, without visitors (P19)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from portal.models.base import db
from portal.models.forms.count import Counted, FormCount
from portal.models.forms.version import FormVersion
from portal.reports.period import Period, as_date

NO_SOURCE = "-"
"""Stands for visitors who came without a source, in addresses."""
BY_SCRIPT = "script"


@dataclass(frozen=True)
class Chosen:
    """Which sums are looked at; None is all."""

    form_id: int
    period: Period
    version_id: int | None = None
    source: str | None = None


@dataclass
class Tally:
    """One part. ``started`` and what follows are visitors whose browser ran the page's script; ``submits`` counts
    everybody."""

    loads: int = 0
    views: int = 0
    starts: int = 0
    finished: int = 0
    submits: int = 0


@dataclass
class FieldTally:
    """One question: how often a page came back because of it, and for how many it was the last they touched."""

    errors: int = 0
    left: int = 0


@dataclass
class Numbers:
    """Everything of the page. ``pages`` are (number of the page, how many reached it) beyond the first; ``median`` is
    the highest number of seconds of the class in which the middle visitor falls, None without any."""

    total: Tally = field(default_factory=Tally)
    pages: dict[int, int] = field(default_factory=dict)
    fields: dict[str, FieldTally] = field(default_factory=lambda: defaultdict(FieldTally))
    by_version: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_source: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_day: dict[date, Tally] = field(default_factory=lambda: defaultdict(Tally))
    timed: int = 0
    median: int | None = None


def numbers(chosen: Chosen) -> Numbers:
    """Add the sums up. Four queries, each over the form's days only."""
    found = Numbers()
    for row in _sums(chosen, FormCount.name):
        _note(found, row)
    _part(found.by_version, _sums(chosen, FormVersion.number, FormCount.name))
    _part(found.by_source, _sums(chosen, FormCount.source, FormCount.name))
    days: dict[int, Tally] = defaultdict(Tally)
    _part(days, _sums(chosen, FormCount.day, FormCount.name))
    found.by_day.update({as_date(day): tally for day, tally in days.items()})
    found.timed, found.median = _median(chosen)
    return found


def by_field(form_id: int, period: Period) -> tuple[int, Mapping[str, FieldTally]]:
    """How many began the form in the period, and the tally of each question. One query."""
    found = Numbers()
    for row in _sums(Chosen(form_id, period), FormCount.name):
        _note(found, row)
    return found.total.starts, found.fields


def _note(found: Numbers, row: "Row[Any]") -> None:
    match row.kind:
        case Counted.ERROR:
            found.fields[row.name].errors += row.many
        case Counted.LEFT:
            found.fields[row.name].left += row.many
        case Counted.STEP:
            found.pages[int(row.name)] = row.many
        case _:
            _add(found.total, row)


def _part(parts: dict[Any, Tally], rows: "list[Row[Any]]") -> None:
    for row in rows:
        _add(parts[row[0]], row)


def _add(tally: Tally, row: "Row[Any]") -> None:
    match row.kind:
        case Counted.LOAD:
            tally.loads += row.many
        case Counted.VIEW:
            tally.views += row.many
        case Counted.START:
            tally.starts += row.many
        case Counted.SUBMIT:
            tally.submits += row.many
            tally.finished += row.many if row.name == BY_SCRIPT else 0


def _sums(chosen: Chosen, *columns: Any) -> "list[Row[Any]]":
    query = (
        select(*columns, FormCount.kind, func.sum(FormCount.count).label("many"))
        .join(FormVersion, FormVersion.id == FormCount.form_version_id)
        .where(_these(chosen), FormCount.kind != Counted.TIME)
        .group_by(*columns, FormCount.kind)
    )
    return list(db.session.execute(query))


def _median(chosen: Chosen) -> tuple[int, int | None]:
    query = (
        select(FormCount.name, func.sum(FormCount.count))
        .join(FormVersion, FormVersion.id == FormCount.form_version_id)
        .where(_these(chosen), FormCount.kind == Counted.TIME)
        .group_by(FormCount.name)
    )
    classes = sorted((int(name), int(count)) for name, count in db.session.execute(query))
    timed, passed = sum(count for _, count in classes), 0
    for limit, count in classes:
        passed += count
        if 2 * passed >= timed:
            return timed, limit
    return timed, None


def _these(chosen: Chosen) -> ColumnElement[bool]:
    first, last = chosen.period.bounds
    conditions = [FormVersion.form_id == chosen.form_id, FormCount.day.between(first, last)]
    if chosen.version_id is not None:
        conditions.append(FormCount.form_version_id == chosen.version_id)
    if chosen.source is not None:
        conditions.append(FormCount.source == ("" if chosen.source == NO_SOURCE else chosen.source))
    return and_(*conditions)
