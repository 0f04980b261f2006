"""Deleting old answers while others do the same, and while the same people write again; on both kinds of database."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.forms.form import Form
from portal.models.intake.submission import Submission
from portal.models.intake.verdict import VerdictRow
from portal.models.ops.event import Event
from portal.reports.ledger import ledger
from portal.rules.forms.behaviour import Behaviour
from portal.services.intake import purging
from portal.services.intake.judging import reproduce
from tests.support.answering import answer, enquiry
from tests.support.company import CONTACT, NOW, Company, company
from tests.support.racing import together

YEAR = NOW + timedelta(days=366)
PEOPLE, WORKERS = 8, 4
TODAY = 366 * 24 * 60


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company(replace(CONTACT, behaviour=Behaviour(keep_days=365)))
    session.commit()
    return made


def work() -> int:
    """One worker, batch after batch until it finds nothing."""
    total = 0
    for _ in range(3 * PEOPLE):
        begin_write()
        total += purging.purge(YEAR, 2)
        db.session.commit()
    return total


def test_workers_share_the_work_while_people_write_again(house: Company) -> None:
    for number in range(PEOPLE):
        enquiry(house, {"work_email": f"p{number}@b.example"}, minutes=number)
    house_id = house.form.id

    def write_again(number: int) -> int:
        mine = company_again(house_id)
        answer(mine, {"work_email": f"p{number}@b.example", "job_title": "Director"}, minutes=TODAY + number)
        return 0

    writers = [partial(write_again, number) for number in range(PEOPLE)]
    done = together([*([work] * WORKERS), *writers])
    assert sum(done) == PEOPLE
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Submission.purged_at.is_not(None))) == PEOPLE
    noted = select(func.count()).where(Event.kind == "lead.answers_deleted")
    assert db.session.scalar(noted) == PEOPLE
    assert ledger().difference == 0
    assert all(reproduce(row) for row in db.session.scalars(select(VerdictRow)))


def company_again(form_id: int) -> Company:
    """The house as this thread's session knows it."""
    form = db.session.get_one(Form, form_id)
    return Company(*([None] * 5), form, None)  # type: ignore[arg-type]  # only its form is asked for
