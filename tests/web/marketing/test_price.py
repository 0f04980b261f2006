"""The price of a question stands beside it: what it costs, what it brings, and no rate of a few (X9)."""

from collections import defaultdict

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.forms.count import Counted
from portal.models.intake.verdict import Scope, VerdictRow
from portal.reports import price
from portal.rules.agreement.verdict import Qualification
from portal.services.forms.counting import Name, Sum, store
from portal.web.shared.clock import utcnow
from tests.support.answering import answer
from tests.support.company import TERMS, Company, company
from tests.web.marketing.conftest import Browsers, settle


@pytest.fixture
def place(session: scoped_session[Session]) -> Company:
    price._KNOWN.clear()
    made = company()
    session.commit()
    return made


def begin(starts: int, **left: int) -> None:
    settle()
    today = int(f"{utcnow():%Y%m%d}")
    rows: dict[Name, Sum] = defaultdict(Sum)
    rows[1, today, Counted.START, "", ""].count = starts
    for name, times in left.items():
        rows[1, today, Counted.LEFT, name, ""].count = times
    store(rows)
    settle()


def test_a_question_that_nobody_met_has_no_price(browse: Browsers, place: Company) -> None:
    page = browse(place.mary).get("/forms/1/edit").text
    assert "began" not in page
    assert "SQLs" not in page


@pytest.mark.one_database
def test_few_who_began_and_few_sqls_are_called_too_few(browse: Browsers, place: Company) -> None:
    begin(29)
    answer(place, minutes=1)
    page = browse(place.mary).get("/forms/1/edit").text
    assert "too few began in 12 weeks to tell its price (29) · too few SQLs (1)" in page


def test_price_tells_who_left_and_which_sqls_need_the_answer(browse: Browsers, place: Company) -> None:
    begin(50, phone=10)
    for number in range(30):
        answer(place, {"work_email": f"buyer{number}@kaveri{number}.example"}, minutes=number)
    page = browse(place.mary).get("/forms/1/edit").text
    assert "20 % left here, 0 % came back for it (of 50)" in page
    assert "without it, 100 % of 30 SQLs would be MQLs" in page
    assert "without it, 0 % of 30 SQLs would be MQLs" in page


def test_only_agreed_answers_are_needed(place: Company) -> None:
    answer(place)
    own = select(VerdictRow).where(VerdictRow.scope == Scope.SUBMISSION, VerdictRow.level == Qualification.SQL)
    needed = set(price.needed(db.session.scalars(own).one().inputs, TERMS))
    assert {"work_email", "phone", "employees"} <= needed
    assert needed.isdisjoint({"message", "annual_revenue"})
