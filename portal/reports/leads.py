"""The list of leads: searched, filtered, exported; newest first."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.models.base import db
from portal.models.engine import moment_text
from portal.models.forms.form import Form
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.ahead import LeadPhrase, news, worked_up_to
from portal.models.team.user import User
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.facts import FUNNEL, Fact
from portal.rules.handoff.stages import CLOSED, WorkStatus
from portal.rules.phrases import LONGEST, folded

AT_ONCE = 2000
MANY = 2000
"""Leads that are looked up one by one."""
NEWS = 2000
LAST = "\U0010ffff"
SOURCE_COLUMNS = (
    *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "msclkid", "referrer"),
    *("landing_url", "first_utm_source", "first_utm_medium", "first_utm_campaign", "first_utm_term"),
    *("first_utm_content", "first_gclid", "first_msclkid", "first_referrer", "first_landing_url"),
    *("embed_url", "first_embed_url"),
)
HEAD = (
    *("lead", "created", "name", "email", "job_title", "company", "size", "need", "country", "level", "status"),
    *("owner", "form", "missing", "due", *(fact.value for fact in Fact), *SOURCE_COLUMNS),
)


@dataclass(frozen=True)
class Filters:
    """What is looked for; empty means any. The same words give the same leads as in the funnel's cohorts.

    ``first`` and ``last`` bound the day on which the lead came, both included, as leads are filed by it (UTC).
    ``reached`` is the stage of the funnel: whoever reached a later one counts. ``source`` "-" means none.
    """

    words: str = ""
    status: WorkStatus | None = None
    level: Qualification | None = None
    owner_id: int | None = None
    form_id: int | None = None
    source: str = ""
    campaign: str = ""
    missing: bool = False
    overdue: bool = False
    reached: Fact | None = None
    unanswered: bool = False
    first: date | None = None
    last: date | None = None


def filtered(query: "Select[Lead]", filters: Filters, now: datetime) -> "Select[Lead]":
    """The query, narrowed."""
    return query.where(*_conditions(filters, now))


def _conditions(filters: Filters, now: datetime) -> "Iterator[ColumnElement[bool]]":
    equal = (
        (Lead.status, filters.status),
        (Lead.qualification, filters.level),
        (Lead.owner_id, filters.owner_id),
        (Lead.form_id, filters.form_id),
        (Lead.utm_campaign, filters.campaign or None),
    )
    yield from (column == value for column, value in equal if value is not None)
    if filters.status is None:
        yield Lead.status.not_in((WorkStatus.MERGED, WorkStatus.ERASED))
    yield from _looked_for(filters)
    yield from _ticked(filters, now)


def _ticked(filters: Filters, now: datetime) -> "Iterator[ColumnElement[bool]]":
    if filters.missing:
        yield Lead.missing != ""
    if filters.unanswered:
        yield Lead.first_response_at.is_(None)
    if filters.overdue:
        yield and_(Lead.due_at < now, Lead.status.not_in(CLOSED))


def _looked_for(filters: Filters) -> "Iterator[ColumnElement[bool]]":
    if filters.first is not None:
        yield Lead.created_day >= int(f"{filters.first:%Y%m%d}")
    if filters.last is not None:
        yield Lead.created_day <= int(f"{filters.last:%Y%m%d}")
    if filters.words:
        yield _says(filters.words)
    if filters.source:
        yield Lead.utm_source == ("" if filters.source == "-" else filters.source)
    if filters.reached is Fact.LOST:
        yield Lead.lost_at.is_not(None)
    elif filters.reached not in (None, Fact.KNOWN):
        later = FUNNEL[FUNNEL.index(filters.reached) :]
        yield or_(*(getattr(Lead, fact.value).is_not(None) for fact in later))


def _says(words: str) -> "ColumnElement[bool]":
    """An address is looked up by its beginning, in the index; names and companies by the beginning of any word.

    Leads that something happened to since phrases were kept are looked at themselves; and so are all where nearly
    every lead is meant, as then the newest fifty are soon found.
    """
    if "@" in words:
        begins = words.casefold()
        people = select(Person.id).where(Person.email_key >= begins, Person.email_key < begins + LAST)
        return Lead.person_id.in_(people)
    begins, late = folded(words)[:LONGEST], news(worked_up_to(), NEWS)
    if not begins or late is None:
        return _holds(words)
    kept = select(LeadPhrase.lead_id).where(LeadPhrase.phrase >= begins, LeadPhrase.phrase < begins + LAST)
    found = db.session.scalars(kept.limit(MANY + 1)).all()
    if len(found) > MANY:
        return _holds(words)
    new = db.session.scalars(select(Lead.id).where(Lead.id.in_(late.lead_ids), _holds(words)))
    return Lead.id.in_({*found, *new})


def _holds(words: str) -> "ColumnElement[bool]":
    return or_(
        Lead.person_name.icontains(words, autoescape=True),
        Lead.company_name.icontains(words, autoescape=True),
        Lead.person.has(Person.email_key.istartswith(words, autoescape=True)),
    )


def sources() -> Sequence[str]:
    """Sources of the latest leads, by name: enough to choose from, at the same cost on any number of leads."""
    latest = select(Lead.utm_source).order_by(Lead.id.desc()).limit(AT_ONCE).subquery()
    some = select(latest.c.utm_source).where(latest.c.utm_source != "").distinct().order_by(latest.c.utm_source)
    return db.session.scalars(some).all()


def exported(query: "Select[Lead]") -> Iterator[tuple[Any, ...]]:
    """The head, then a row per lead, newest first; read in batches, so memory stays flat. None is an empty cell."""
    yield HEAD
    facts = [moment_text(getattr(Lead, fact.value)) for fact in Fact]
    rows: Select[*tuple[Any, ...]] = (
        query.with_only_columns(
            *(Lead.id, moment_text(Lead.created_at), Lead.person_name, Person.email, Lead.job_title),
            *(Lead.company_name, Lead.size, Lead.need_text, Lead.country, Lead.qualification, Lead.status),
            *(User.name, Form.name, Lead.missing, moment_text(Lead.due_at), *facts, Submission.source),
        )
        .join(Person, Person.id == Lead.person_id)
        .outerjoin(User, User.id == Lead.owner_id)
        .outerjoin(Form, Form.id == Lead.form_id)
        .outerjoin(Submission, and_(Submission.lead_id == Lead.id, Submission.disposition == Disposition.NEW_LEAD))
        .order_by(None)
        .order_by(Lead.id.desc())
        .execution_options(yield_per=AT_ONCE)
    )
    for row in db.session.connection().execute(rows):  # no objects, so nothing of the session's machinery
        *cells, source = row
        yield (*cells, *_source_cells(source or "{}"))


@lru_cache(maxsize=1024)
def _source_cells(text: str) -> tuple[str, ...]:
    source = json.loads(text)
    return tuple(str(source.get(name, "")) for name in SOURCE_COLUMNS)
