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

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
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
        return Counts(*(self.of(stage) + other.of(stage) for stage in Stage))


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
        conditions.append(Lead.utm_source == ("" if cohort.source == NO_SOURCE else cohort.source))
    return and_(*conditions)


def funnel(cohort: Cohort) -> Funnel:
    """Count the cohort. Five queries, each over the cohort's days only."""
    names = {row.id: row.name for row in db.session.execute(select(Form.id, Form.name))}
    rows = db.session.execute(_counted(cohort, Lead.form_id, Lead.utm_source, Lead.created_day)).all()
    return Funnel(
        submissions=_submissions(cohort),
        total=_sum(rows),
        before=_total(Cohort(cohort.period.before, cohort.form_id, cohort.source)),
        by_form=_parts(
            rows, lambda row: str(row.form_id or ""), lambda key: names[int(key)] if key else "Entered by hand"
        ),
        by_source=_parts(
            rows, lambda row: row.utm_source or NO_SOURCE, lambda key: "Direct" if key == NO_SOURCE else key
        ),
        weeks=_weeks(rows, cohort.period),
    )


def _counted(cohort: Cohort, *columns: Any) -> "Select[Any]":
    stages = [func.sum(case((reached(stage), 1), else_=0)).label(stage.value) for stage in Stage]
    return select(*columns, *stages).where(of_cohort(cohort)).group_by(*columns)


def _total(cohort: Cohort) -> Counts:
    return _sum(db.session.execute(_counted(cohort)).all())


def _submissions(cohort: Cohort) -> int:
    """What was sent on these days and counts: no spam, no tests."""
    first, last = cohort.period.bounds
    real = (Disposition.NEW_LEAD, Disposition.ATTACHED, Disposition.UNJUDGED)
    conditions: list[ColumnElement[bool]] = [
        Submission.received_day.between(first, last),
        Submission.disposition.in_(real),
    ]
    if cohort.form_id is not None:
        conditions.append(Submission.form_id == cohort.form_id)
    if cohort.source is not None:
        conditions.append(Submission.utm_source == ("" if cohort.source == NO_SOURCE else cohort.source))
    return db.session.scalar(select(func.count()).select_from(Submission).where(*conditions)) or 0


def _sum(rows: Iterable["Row[Any]"]) -> Counts:
    return sum((_counts(row) for row in rows), Counts())


def _counts(row: "Row[Any]") -> Counts:
    return Counts(*(int(getattr(row, stage.value) or 0) for stage in Stage))


def _parts(
    rows: Iterable["Row[Any]"], key_of: Callable[["Row[Any]"], str], label_of: Callable[[str], str]
) -> tuple[Part, ...]:
    groups: dict[str, Counts] = defaultdict(Counts)
    for row in rows:
        groups[key_of(row)] += _counts(row)
    parts = (Part(key, label_of(key), counts) for key, counts in groups.items())
    return tuple(sorted(parts, key=lambda part: (-part.counts.lead, part.label)))


def _weeks(rows: Iterable["Row[Any]"], period: Period) -> tuple[tuple[date, Counts], ...]:
    """Every week that the period touches, by its Monday; a week without leads is there as well."""
    monday = period.first - timedelta(days=period.first.weekday())
    weeks = {monday + timedelta(days=offset): Counts() for offset in range(0, (period.last - monday).days + 1, 7)}
    for row in rows:
        day = as_date(row.created_day)
        weeks[day - timedelta(days=day.weekday())] += _counts(row)
    return tuple(weeks.items())
