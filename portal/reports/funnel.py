"""The funnel of a cohort: of the leads that came in a period, how many got how far, by form and by source.

A cohort, not a count of events: a lead belongs to the day it came, whenever it reached a stage, and whoever reached a
later stage counts in every earlier one. So each stage contains the next (invariant 7), and every rate is one of the
same leads.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.ahead import NO_FORM, DayCount
from portal.reports.day_counts import changed_days, kept
from portal.reports.period import Period, as_date
from portal.rules.handoff.facts import FUNNEL, Fact
from portal.rules.handoff.stages import WorkStatus

NO_SOURCE = "-"
"""Stands for visitors who came without a source, in addresses."""


class Stage(StrEnum):
    """What a lead of the cohort reached."""

    LEAD = "lead"
    MQL = "mql"
    SQL = "sql"
    ACCEPTED = "accepted"


_REACHED: dict[Stage, Fact] = {Stage.MQL: Fact.MQL, Stage.SQL: Fact.SQL, Stage.ACCEPTED: Fact.ACCEPTED}


@dataclass(frozen=True)
class Cohort:
    """Which leads are looked at; None is all."""

    period: Period
    form_id: int | None = None
    source: str | None = None

    @property
    def stored_source(self) -> str | None:
        """As the tables write it."""
        return "" if self.source == NO_SOURCE else self.source


@dataclass(frozen=True)
class Counts:
    """How many leads reached each stage."""

    lead: int = 0
    mql: int = 0
    sql: int = 0
    accepted: int = 0

    def of(self, stage: Stage) -> int:
        """The count of one stage."""
        return int(getattr(self, stage.value))

    def __add__(self, other: "Counts") -> "Counts":
        a, b = self, other
        return Counts(a.lead + b.lead, a.mql + b.mql, a.sql + b.sql, a.accepted + b.accepted)


@dataclass(frozen=True)
class Part:
    """One form or one source of the cohort; ``key`` is what the filter takes, empty for leads that came by no form."""

    key: str
    label: str
    counts: Counts


@dataclass(frozen=True)
class Funnel:
    """The whole cohort, its parts with the largest first, weeks in order, and the submissions of the same days."""

    submissions: int
    total: Counts
    before: Counts
    by_form: tuple[Part, ...]
    by_source: tuple[Part, ...]
    weeks: tuple[tuple[date, Counts], ...]


def reached(stage: Stage) -> ColumnElement[bool]:
    """Whether a lead reached the stage: its own fact, or one that comes later in the funnel."""
    if stage is Stage.LEAD:
        return Lead.id.is_not(None)
    later = FUNNEL[FUNNEL.index(_REACHED[stage]) :]
    return or_(*(getattr(Lead, fact.value).is_not(None) for fact in later))


def of_cohort(cohort: Cohort) -> ColumnElement[bool]:
    """The leads of the cohort; merged and erased ones are no leads of their own any more."""
    first, last = cohort.period.bounds
    conditions: list[ColumnElement[bool]] = [
        Lead.created_day.between(first, last),
        Lead.status.not_in((WorkStatus.MERGED, WorkStatus.ERASED)),
    ]
    if cohort.form_id is not None:
        conditions.append(Lead.form_id == cohort.form_id)
    if cohort.source is not None:
        conditions.append(Lead.utm_source == cohort.stored_source)
    return and_(*conditions)


def funnel(cohort: Cohort) -> Funnel:
    """Count the cohort: by the kept counts, and on days that changed since by the rows. A dozen short queries."""
    names = {row.id: row.name for row in db.session.execute(select(Form.id, Form.name))}
    changed = changed_days()
    late = _from_rows(cohort, changed)
    parts = [*_kept(cohort, changed, DayCount.form_id, DayCount.source), *late]
    days = [*_kept(cohort, changed, DayCount.day), *late]
    return Funnel(
        submissions=sum(group.submissions for group in parts) + _submissions(cohort, changed),
        total=_sum(parts),
        before=_total(Cohort(cohort.period.before, cohort.form_id, cohort.source), changed),
        by_form=_parts(
            parts, lambda group: str(group.form_id or ""), lambda key: names[int(key)] if key else "Entered by hand"
        ),
        by_source=_parts(
            parts, lambda group: group.source or NO_SOURCE, lambda key: "Direct" if key == NO_SOURCE else key
        ),
        weeks=_weeks(days, cohort.period),
    )


@dataclass(frozen=True)
class _Group:
    """Leads of one form, source or day, as far as they were counted apart."""

    counts: Counts
    form_id: int = NO_FORM
    source: str = ""
    day: int = 0
    submissions: int = 0


def _kept(cohort: Cohort, changed: frozenset[int] | None, *by: Any) -> list[_Group]:
    rows = kept(cohort.period, changed, cohort.form_id, cohort.stored_source, *by)
    names = [column.key for column in by]
    return [_Group(_counts(row), submissions=row.submissions, **{n: getattr(row, n) for n in names}) for row in rows]


def _from_rows(cohort: Cohort, changed: frozenset[int] | None) -> list[_Group]:
    if changed == frozenset():
        return []
    columns = (Lead.form_id, Lead.utm_source, Lead.created_day)
    found = db.session.execute(_counted(cohort, *columns).where(_among(Lead.created_day, changed)))
    return [_Group(_counts(row), row.form_id or NO_FORM, row.utm_source, row.created_day) for row in found]


def _among(day: Any, changed: frozenset[int] | None) -> ColumnElement[bool]:
    return true() if changed is None else day.in_(changed)


def _counted(cohort: Cohort, *columns: Any) -> "Select[Any]":
    stages = [func.sum(case((reached(stage), 1), else_=0)).label(stage.value) for stage in Stage]
    return select(*columns, *stages).where(of_cohort(cohort)).group_by(*columns)


def _total(cohort: Cohort, changed: frozenset[int] | None) -> Counts:
    return _sum([*_kept(cohort, changed), *_from_rows(cohort, changed)])


def _submissions(cohort: Cohort, changed: frozenset[int] | None) -> int:
    """What was sent on the days that changed, and counts: no spam, no tests."""
    if changed is not None and not changed:
        return 0
    first, last = cohort.period.bounds
    real = (Disposition.NEW_LEAD, Disposition.ATTACHED, Disposition.UNJUDGED)
    conditions: list[ColumnElement[bool]] = [
        Submission.received_day.between(first, last),
        Submission.disposition.in_(real),
        _among(Submission.received_day, changed),
    ]
    if cohort.form_id is not None:
        conditions.append(Submission.form_id == cohort.form_id)
    if cohort.source is not None:
        conditions.append(Submission.utm_source == cohort.stored_source)
    return db.session.scalar(select(func.count()).select_from(Submission).where(*conditions)) or 0


def _sum(groups: Iterable[_Group]) -> Counts:
    return sum((group.counts for group in groups), Counts())


def _counts(row: "Row[Any]") -> Counts:
    return Counts(*(int(number or 0) for number in (row.lead, row.mql, row.sql, row.accepted)))


def _parts(
    groups: Iterable[_Group], key_of: Callable[[_Group], str], label_of: Callable[[str], str]
) -> tuple[Part, ...]:
    found: dict[str, Counts] = defaultdict(Counts)
    for group in groups:
        found[key_of(group)] += group.counts
    parts = (Part(key, label_of(key), counts) for key, counts in found.items() if counts.lead)
    return tuple(sorted(parts, key=lambda part: (-part.counts.lead, part.label)))


def _weeks(groups: Iterable[_Group], period: Period) -> tuple[tuple[date, Counts], ...]:
    """Every week that the period touches, by its Monday; a week without leads is there as well."""
    monday = period.first - timedelta(days=period.first.weekday())
    weeks = {monday + timedelta(days=offset): Counts() for offset in range(0, (period.last - monday).days + 1, 7)}
    for group in groups:
        day = as_date(group.day)
        weeks[day - timedelta(days=day.weekday())] += group.counts
    return tuple(weeks.items())
