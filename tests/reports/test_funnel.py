"""The funnel counts cohorts: each stage contains the next, and events of other leads change nothing."""

from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.reports.funnel import NO_SOURCE, Cohort, Counts, Stage, funnel, of_cohort, reached
from portal.reports.period import Period, as_date
from portal.rules.handoff.facts import FUNNEL
from portal.rules.handoff.stages import WorkStatus
from tests.support.answering import answer, enquiry
from tests.support.company import NOW, Company, company

Db = scoped_session[Session]
TODAY = NOW.date()
MONTH = Period(TODAY - timedelta(days=27), TODAY)
NUMBERS = count()
DATES = [fact.value for fact in FUNNEL]


@pytest.fixture
def house(session: Db) -> Company:
    made = company()
    session.commit()
    return made


def lead(on: date = TODAY, *, source: str = "", form_id: int | None = None, **facts: datetime) -> Lead:
    """A lead that came on that day, with those dates; added, not committed."""
    email = f"visitor{next(NUMBERS)}@firm.example"
    person = Person(email=email, email_key=email, name="A", created_at=NOW)
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    made = Lead(
        person=person,
        form_id=form_id,
        status=WorkStatus.LOST,
        utm_source=source,
        created_at=at,
        created_day=int(f"{on:%Y%m%d}"),
        person_name="A",
        **facts,
    )
    db.session.add_all([person, made])
    return made


def counts(period: Period = MONTH, **more: object) -> Counts:
    db.session.flush()
    return funnel(Cohort(period, **more)).total  # type: ignore[arg-type]


def test_an_empty_time_has_an_empty_funnel_with_all_its_weeks(session: Db) -> None:
    found = funnel(Cohort(MONTH))
    assert (found.total, found.before, found.submissions, found.by_form) == (Counts(), Counts(), 0, ())
    assert [monday for monday, _ in found.weeks] == [date(2026, 10, 5) + timedelta(weeks=n) for n in range(5)]


def test_a_lead_belongs_to_the_day_it_came_whenever_it_got_further(session: Db) -> None:
    """Trap 15: what happened in the period to leads of before is none of its figures."""
    lead(TODAY - timedelta(days=60), mql_at=NOW, sql_at=NOW, accepted_at=NOW)
    assert counts() == Counts()
    lead(TODAY, mql_at=NOW, sql_at=NOW + timedelta(days=90))
    assert counts() == Counts(1, 1, 1, 0)


def test_whoever_reached_a_later_stage_counts_in_every_earlier_one(session: Db) -> None:
    lead(accepted_at=NOW)
    lead(won_at=NOW)
    lead(lost_at=NOW)
    assert counts() == Counts(3, 2, 2, 2)


def test_merged_and_erased_leads_are_no_leads_of_their_own(session: Db) -> None:
    lead(mql_at=NOW).status = WorkStatus.MERGED
    lead(mql_at=NOW).status = WorkStatus.ERASED
    assert counts() == Counts()


@pytest.mark.parametrize("day", [MONTH.first, MONTH.last])
def test_both_ends_of_the_period_are_in_it(session: Db, day: date) -> None:
    lead(day)
    assert counts().lead == 1
    lead(MONTH.first - timedelta(days=1))
    lead(MONTH.last + timedelta(days=1))
    found = funnel(Cohort(MONTH))
    assert (found.total.lead, found.before.lead) == (1, 1)


def test_forms_sources_and_weeks_each_add_up_to_the_whole(session: Db, house: Company) -> None:
    for number in range(40):
        lead(
            TODAY - timedelta(days=number % 30),
            source=("", "google", "news")[number % 3],
            form_id=house.form.id if number % 2 else None,
            **({"mql_at": NOW} if number % 4 else {}),
        )
    db.session.flush()
    found = funnel(Cohort(MONTH))
    for parts in (
        [part.counts for part in found.by_form],
        [part.counts for part in found.by_source],
        [week for _, week in found.weeks],
    ):
        assert sum(parts, Counts()) == found.total
    assert {part.label for part in found.by_form} == {house.form.name, "Entered by hand"}
    assert {part.key for part in found.by_source} == {NO_SOURCE, "google", "news"}
    for part in found.by_source:
        assert funnel(Cohort(MONTH, source=part.key)).total == part.counts
    assert counts(form_id=house.form.id) == next(
        part.counts for part in found.by_form if part.key == str(house.form.id)
    )


def test_submissions_leave_out_spam(session: Db, house: Company) -> None:
    enquiry(house)
    enquiry(house, {"message": "And another thing."}, minutes=1)
    answer(house, {"work_email": "x@y.example"}, suspect="honeypot")
    found = funnel(Cohort(MONTH))
    assert (found.submissions, found.total) == (2, Counts(1, 1, 1, 0))


@pytest.mark.one_database
def test_each_stage_contains_the_next(session: Db) -> None:
    """Invariant 7, as sets of leads and not only as counts, over random dates."""
    moments = st.one_of(st.none(), st.integers(-100, 100).map(lambda days: NOW + timedelta(days=days)))

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(-40, 5), st.fixed_dictionaries(dict.fromkeys(DATES, moments))), max_size=6))
    def holds(rows: list[tuple[int, dict[str, datetime | None]]]) -> None:
        session.execute(delete(Lead))
        for offset, facts in rows:
            lead(TODAY + timedelta(days=offset), **{name: at for name, at in facts.items() if at})
        session.flush()
        cohort = Cohort(MONTH)
        sets = [set(session.scalars(select(Lead.id).where(of_cohort(cohort), reached(stage)))) for stage in Stage]
        assert all(later <= earlier for earlier, later in pairwise(sets))
        total = counts()
        assert [len(found) for found in sets] == [total.of(stage) for stage in Stage]
        assert sum((week for _, week in funnel(cohort).weeks), Counts()) == total

    holds()


def test_periods_count_days_with_both_ends() -> None:
    week = Period.back_from(date(2026, 3, 1), 7)
    assert (week.first, week.days, week.bounds) == (date(2026, 2, 23), 7, (20260223, 20260301))
    assert week.before == Period(date(2026, 2, 16), date(2026, 2, 22))
    assert as_date(20260301) == date(2026, 3, 1)
