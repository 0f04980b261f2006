"""Speed to lead: of so many SQLs how many were answered, by whom, how soon."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.engine import begin_write
from portal.reports.funnel import Cohort
from portal.reports.period import Period
from portal.reports.speed import speed
from portal.rules.handoff.activities import ActivityKind
from portal.services.handoff import activities, moving
from tests.support.answering import enquiry
from tests.support.company import NOW, Company, company, later
from tests.support.leads import running

Db = scoped_session[Session]
COHORT = Cohort(Period(NOW.date(), NOW.date()))


@pytest.fixture
def house(session: Db) -> Company:
    made = company()
    session.commit()
    return made


def answered(house: Company, session: Db, *minutes: float) -> None:
    """Somebody new for each, answered so many minutes later."""
    for number, wait in enumerate(minutes):
        lead = enquiry(house, {"work_email": f"v{number}@firm{number}.example"})
        begin_write()
        activities.log(lead, by=running(lead).user, kind=ActivityKind.EMAIL, now=later(wait))
        session.commit()


def test_nobody_asked_or_answered_has_no_figures(session: Db, house: Company) -> None:
    assert (speed(COHORT).total.sqls, speed(COHORT).total.median) == (0, None)
    enquiry(house)
    total = speed(COHORT).total
    assert (total.sqls, total.answered, total.median, total.ninth) == (1, 0, None, None)


def test_half_and_nine_of_ten_were_answered_by_then(session: Db, house: Company) -> None:
    answered(house, session, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 60)
    total = speed(COHORT).total
    assert (total.sqls, total.answered, total.within_five) == (11, 11, 5)
    assert (total.median, total.ninth) == (timedelta(minutes=6), timedelta(minutes=10))


def test_one_answer_is_all_there_is(session: Db, house: Company) -> None:
    answered(house, session, 3)
    total = speed(COHORT).total
    assert total.median == total.ninth == timedelta(minutes=3)


def test_the_answer_is_whose_it_was(session: Db, house: Company) -> None:
    """A lead that moved on afterwards does not take the speed with it."""
    answered(house, session, 2)
    lead = enquiry(house, {"work_email": "v0@firm0.example", "message": "Again."}, minutes=3)
    first = running(lead).user
    other = house.rob if first.id == house.rita.id else house.rita
    begin_write()
    moving.move(lead, to=other, by=house.sam, credit=True, now=later(9))
    session.commit()
    (owner,) = speed(COHORT).by_owner
    assert (owner.name, owner.answered) == (first.name, 1)


def test_parts_add_up_and_other_days_stay_out(session: Db, house: Company) -> None:
    answered(house, session, 1, 2, 30)
    report = speed(COHORT)
    assert sum(owner.sqls for owner in report.by_owner) == report.total.sqls == 3
    assert sum(owner.within_five for owner in report.by_owner) == report.total.within_five == 2
    tomorrow = NOW.date() + timedelta(days=1)
    assert speed(Cohort(Period(tomorrow, tomorrow))).total.sqls == 0


def test_an_mql_is_no_sql(session: Db, house: Company) -> None:
    enquiry(house, {"employees": ""})
    assert speed(COHORT).total.sqls == 0
