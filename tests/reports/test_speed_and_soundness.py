"""Reports that count: on both databases, since PostgreSQL and SQLite add up true and false differently."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import update
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.timer import Timer
from portal.reports.funnel import Cohort
from portal.reports.period import Period
from portal.reports.soundness import invariants
from portal.reports.speed import speed
from portal.rules.handoff.activities import ActivityKind
from portal.services.handoff import accepting, activities
from portal.services.handoff.escalation import step_due_timers
from tests.support.answering import enquiry
from tests.support.company import NOW, Company, company, later
from tests.support.leads import running

COHORT = Cohort(Period(NOW.date(), NOW.date() + timedelta(days=1)))


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made


def test_promises_of_first_contact_are_counted(house: Company) -> None:
    kept = enquiry(house, {"work_email": "one@first.example"})
    missed = enquiry(house, {"work_email": "two@second.example"})
    begin_write()
    rep = running(kept).user
    accepting.accept(kept, by=rep, now=later(1))
    activities.log(kept, by=rep, kind=ActivityKind.EMAIL, now=later(2))
    step_due_timers(later(14), 100)
    db.session.commit()
    assert running(missed)
    total = speed(COHORT).total
    assert (total.sqls, total.answered, total.promised, total.kept) == (2, 1, 2, 1)


def test_a_sound_database_has_no_findings_and_a_planted_credit_is_found(house: Company) -> None:
    lead = enquiry(house)
    begin_write()
    step_due_timers(later(30), 100)
    db.session.commit()
    assert db.session.query(Timer).filter_by(lead_id=lead.id).count()
    assert {finding.name: finding.broken for finding in invariants() if finding.broken} == {}
    db.session.execute(update(Assignment).values(credited_back=False))
    assert [finding.name for finding in invariants() if finding.broken] == ["credits"]
