"""Working ahead for reports over many leads: counts by day, and phrases to search by (models.ops.ahead)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, delete, func, or_, select

from portal.models.base import db, table_of
from portal.models.hot import hot_insert
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.ahead import AHEAD, NO_FORM, Bookmark, DayCount, LeadPhrase, news
from portal.rules.handoff.facts import FUNNEL, Fact
from portal.rules.handoff.stages import WorkStatus
from portal.rules.phrases import phrases

SETTLED = timedelta(seconds=30)
"""Younger events wait: on PostgreSQL one may become visible after another that is younger."""

GONE = (WorkStatus.MERGED, WorkStatus.ERASED)
REAL = (Disposition.NEW_LEAD, Disposition.ATTACHED, Disposition.UNJUDGED)
STAGES = {"lead": Fact.KNOWN, "mql": Fact.MQL, "sql": Fact.SQL, "accepted": Fact.ACCEPTED}
_PHRASE = hot_insert(table_of(LeadPhrase))
_COUNT = hot_insert(table_of(DayCount))


def work_ahead(now: datetime, limit: int) -> bool:
    """Work in so many further events of the history; whether there were any. One worker at a time."""
    mark = db.session.scalar(select(Bookmark).where(Bookmark.name == AHEAD).with_for_update())
    if mark is None:
        mark = Bookmark(name=AHEAD, event_id=0)
        db.session.add(mark)
    found = news(mark.event_id, limit, now - SETTLED)
    if found is None or found.last == mark.event_id:
        return False
    _count_again(found.days)
    phrase_again(found.lead_ids)
    mark.event_id = found.last
    db.session.flush()
    return True


def _count_again(days: Collection[int]) -> None:
    db.session.execute(delete(DayCount).where(DayCount.day.in_(days)))
    counts: dict[tuple[int, int, str], dict[str, int]] = {}
    for row in (*db.session.execute(_leads(days)), *db.session.execute(_submissions(days))):
        known = counts.setdefault((row.day, row.form_id, row.source), {})
        known.update({name: int(getattr(row, name)) for name in _NUMBERS if hasattr(row, name)})
    _COUNT.run_many(
        {"day": day, "form_id": form, "source": source, **dict.fromkeys(_NUMBERS, 0), **numbers}
        for (day, form, source), numbers in counts.items()
    )


_NUMBERS = ("submissions", *STAGES)


def _leads(days: Collection[int]) -> Select[*tuple[Any, ...]]:
    form = func.coalesce(Lead.form_id, NO_FORM)
    stages = [func.sum(case((_reached(fact), 1), else_=0)).label(name) for name, fact in STAGES.items()]
    return (
        select(Lead.created_day.label("day"), form.label("form_id"), Lead.utm_source.label("source"), *stages)
        .where(Lead.created_day.in_(days), Lead.status.not_in(GONE))
        .group_by(Lead.created_day, form, Lead.utm_source)
    )


def _reached(fact: Fact) -> Any:
    """Whoever reached a later stage counts in every earlier one; every lead counts in the first."""
    if fact is Fact.KNOWN:
        return Lead.id.is_not(None)
    return or_(*(getattr(Lead, later.value).is_not(None) for later in FUNNEL[FUNNEL.index(fact) :]))


def _submissions(days: Collection[int]) -> Select[*tuple[Any, ...]]:
    columns = (
        Submission.received_day.label("day"),
        Submission.form_id.label("form_id"),
        Submission.utm_source.label("source"),
    )
    return (
        select(*columns, func.count().label("submissions"))
        .where(Submission.received_day.in_(days), Submission.disposition.in_(REAL))
        .group_by(Submission.received_day, Submission.form_id, Submission.utm_source)
    )


def phrase_again(lead_ids: Collection[int]) -> None:
    """The leads are found by the names and addresses that they have now, and by no others."""
    db.session.execute(delete(LeadPhrase).where(LeadPhrase.lead_id.in_(lead_ids)))
    named = (
        select(Lead.id, Lead.person_name, Lead.company_name, Person.email_key)
        .join(Person, Person.id == Lead.person_id)
        .where(Lead.id.in_(lead_ids), Lead.status.not_in(GONE))
    )
    _PHRASE.run_many(row for lead in db.session.execute(named) for row in _rows(lead))


def _rows(lead: Any) -> Iterator[Mapping[str, Any]]:
    address = lead.email_key if "@" in lead.email_key else ""
    for phrase in phrases(lead.person_name, lead.company_name, address):
        yield {"phrase": phrase, "lead_id": lead.id}
