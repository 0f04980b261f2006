"""Doubted answers on the lead's page: flagged, cleared by a person, judged again at once (X12)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import VerdictRow
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.rules.agreement.doubts import PlausibilityRule, Sign
from portal.rules.agreement.verdict import Qualification
from portal.rules.questions.logic import Operator
from portal.services.intake import known
from portal.services.intake.judging import reproduce
from tests.support.browsing import anew, post
from tests.support.company import TERMS, Company, agree
from tests.web.sales.conftest import Browse, Enquire

RULE = PlausibilityRule(
    "Free mail with thousands of people",
    (Sign("work_email", free_mail=True), Sign("employees", Operator.GTE, Decimal(5000))),
    ("employees",),
)
LARGE = {"work_email": "priya@gmail.com", "employees": "9000"}


@pytest.fixture
def doubted(house: Company, enquire: Enquire) -> Lead:
    agree(replace(TERMS, plausibility=(RULE,)), house.mary, house.sam)
    db.session.commit()
    return enquire(LARGE)


def verdicts() -> list[VerdictRow]:
    return list(db.session.scalars(select(VerdictRow).order_by(VerdictRow.id)))


def test_a_doubted_answer_is_stored_flagged_and_not_blocked(doubted: Lead, house: Company, browse: Browse) -> None:
    assert doubted.qualification is Qualification.MQL
    assert doubted.missing == "Number of employees (doubted)"
    assert all(reproduce(row) for row in verdicts())
    marketer = browse(house.mary)
    page = marketer.get(f"/leads/{doubted.id}").text
    assert "Doubted, because Work email is a free mail address and Number of employees is at least 5,000" in page
    assert "It is right" in page
    assert "Number of employees (doubted)" in marketer.get("/nurture?whose=all").text


def test_clearing_lifts_the_lead_and_tells_the_rep_once(doubted: Lead, house: Company, browse: Browse) -> None:
    marketer, lead_id = browse(house.mary), doubted.id
    answer = post(marketer, f"/leads/{lead_id}/answers/employees/clearing")
    assert answer.status_code == 303
    assert post(marketer, f"/leads/{lead_id}/answers/employees/clearing").status_code == 409
    anew()
    lead = db.session.get_one(Lead, lead_id)
    assert lead.qualification is Qualification.SQL
    kept = known.profile_of(lead.person)["employees"]
    assert (kept.cleared_by_id, kept.cleared_at is not None) == (house.mary.id, True)
    assert all(reproduce(row) for row in verdicts())
    offers = db.session.scalars(select(Message).where(Message.kind == "lead-offered")).all()
    assert len(offers) == 1
    assert len(db.session.scalars(select(Event).where(Event.kind == "lead.answer_cleared")).all()) == 1
    page = marketer.get(f"/leads/{lead_id}").text
    assert "Doubted answer found right" in page
    assert "It is right" not in page


def test_another_value_is_doubted_again(doubted: Lead, house: Company, browse: Browse, enquire: Enquire) -> None:
    post(browse(house.mary), f"/leads/{doubted.id}/answers/employees/clearing")
    anew()
    again = enquire({**LARGE, "employees": "12000"})
    assert again.qualification is Qualification.MQL


@pytest.mark.one_database
def test_who_has_no_lead_in_hand_clears_nothing(doubted: Lead, house: Company, browse: Browse) -> None:
    assert post(browse(house.rita), f"/leads/{doubted.id}/answers/employees/clearing").status_code == 404
    assert post(browse(house.mary), f"/leads/{doubted.id}/answers/nonsense/clearing").status_code == 404
    assert post(browse(house.mary), f"/leads/{doubted.id}/answers/company/clearing").status_code == 409
