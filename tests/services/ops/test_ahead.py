"""What the worker keeps for reports tells the same as the rows, right after it looked and before it looks again."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, func, select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.ops.ahead import Bookmark, DayCount, LeadPhrase
from portal.reports.funnel import Cohort, Funnel, funnel
from portal.reports.leads import Filters, filtered
from portal.reports.period import Period
from portal.rules.handoff.facts import FUNNEL
from portal.rules.handoff.stages import WorkStatus
from portal.services.ops import ahead, history
from tests.support.answering import answer
from tests.support.company import NOW, Company, company

Db = scoped_session[Session]
LATER = NOW + timedelta(days=1)
TODAY = NOW.date()
PERIOD = Period(TODAY - timedelta(days=40), TODAY)
FACTS = [fact.value for fact in FUNNEL]
NUMBERS = count()


@pytest.fixture
def house(session: Db) -> Company:
    made = company()
    session.commit()
    return made


def lead(on: date, name: str = "Ada Lovelace", *, source: str = "", form_id: int | None = None) -> Lead:
    """A lead of that day, with the event that every lead begins with."""
    email = f"visitor{next(NUMBERS)}@firm.example"
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    made = Lead(
        person=Person(email=email, email_key=email, name=name, created_at=at),
        form_id=form_id,
        status=WorkStatus.LOST,
        utm_source=source,
        known_at=at,
        created_at=at,
        created_day=int(f"{on:%Y%m%d}"),
        person_name=name,
        company_name="Analytical Engines",
    )
    db.session.add(made)
    db.session.flush()
    happened(made, "lead.created", at)
    return made


def happened(what: Lead, kind: str, at: datetime = NOW) -> None:
    history.record(kind, f"lead:{what.id}", now=at, actor=None, lead_id=what.id)


def caught_up() -> None:
    while ahead.work_ahead(LATER, 50):
        pass
    db.session.flush()


def from_rows(cohort: Cohort) -> Funnel:
    """As it is counted when nothing was kept."""
    with db.session.begin_nested() as undone:
        db.session.execute(delete(Bookmark))
        found = funnel(cohort)
        undone.rollback()
    return found


def found(words: str) -> set[str]:
    query = filtered(select(Lead), Filters(words=words), NOW)
    return {row.person_name for row in db.session.scalars(query)}


def test_kept_counts_equal_the_rows_whatever_happens(session: Db, house: Company) -> None:
    chance = Random(7)
    leads = []
    cohorts = [Cohort(PERIOD, *only) for only in ((), (house.form.id,), (None, "ads"), (None, "-"))]
    for _ in range(12):
        for _ in range(5):
            on = TODAY - timedelta(days=chance.randrange(60))
            form_id = chance.choice([None, house.form.id])
            leads.append(lead(on, source=chance.choice(["", "ads", "mail"]), form_id=form_id))
        for changed in chance.sample(leads, 4):
            setattr(changed, chance.choice(FACTS), NOW)
            changed.status = chance.choice([WorkStatus.LOST, WorkStatus.MERGED, WorkStatus.WON])
            session.flush()
            happened(changed, "lead.moved")
        session.commit()  # answering begins anew
        answer(house, {"work_email": f"priya{next(NUMBERS)}@firm.example"})
        if chance.random() < 0.6:
            caught_up()
        for cohort in cohorts:
            assert funnel(cohort) == from_rows(cohort)
    caught_up()
    kept = db.session.scalar(select(func.sum(DayCount.lead)))
    gone = (WorkStatus.MERGED, WorkStatus.ERASED)
    assert kept == db.session.scalar(select(func.count()).select_from(Lead).where(Lead.status.not_in(gone)))


def test_leads_are_found_by_the_beginning_of_any_word(session: Db, house: Company) -> None:
    lead(TODAY, "Ada Lovelace")
    lead(TODAY, "Renée O'Neil")
    caught_up()
    assert found("lovel") == found("Ada lov") == {"Ada Lovelace"}
    assert found("renee") == found("O’Neil") == {"Renée O'Neil"}
    assert found("engines") == {"Ada Lovelace", "Renée O'Neil"}
    assert found("velace") == found("%") == set()


def test_lead_is_found_before_the_worker_has_seen_it_and_by_its_new_name_at_once(session: Db, house: Company) -> None:
    known = lead(TODAY, "Ada Lovelace")
    caught_up()
    lead(TODAY, "Grace Hopper")
    known.person_name = "Ada King"
    session.flush()
    happened(known, "lead.answer_set")
    assert found("Hopper") == {"Grace Hopper"}
    assert found("King") == {"Ada King"}
    caught_up()
    assert found("Lovelace") == set()
    assert found("King") == {"Ada King"}


def test_merged_lead_is_searched_for_no_more(session: Db, house: Company) -> None:
    merged = lead(TODAY, "Ada Lovelace")
    caught_up()
    merged.status = WorkStatus.MERGED
    session.flush()
    happened(merged, "lead.merged")
    caught_up()
    assert session.scalars(select(LeadPhrase.phrase).where(LeadPhrase.lead_id == merged.id)).all() == []


def test_events_of_this_moment_wait_until_no_earlier_one_can_appear(session: Db, house: Company) -> None:
    lead(TODAY, "Ada Lovelace")
    caught_up()
    happened(lead(TODAY, "Grace Hopper"), "lead.moved", LATER)
    caught_up()
    assert ahead.work_ahead(LATER + ahead.SETTLED, 50) is False
    assert ahead.work_ahead(LATER + 2 * ahead.SETTLED, 50) is True
