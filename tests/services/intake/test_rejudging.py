"""A new agreement in force: every open lead is judged under it, and what follows from that."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import Scope, VerdictRow
from portal.reports import due
from portal.rules.agreement.terms import AllOf, Criterion, Side, Terms
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import WorkStatus
from portal.rules.questions.logic import Operator
from portal.services.handoff import rejecting
from portal.services.intake.judging import reproduce
from portal.services.intake.rejudging import rejudge
from tests.services.intake.test_receiving import Db
from tests.support.company import TERMS, Company, Send, agree, later
from tests.support.leads import messages


def at_least(people: int) -> Terms:
    return replace(TERMS, sql=AllOf((Criterion("employees", Operator.GTE, Decimal(people), owner=Side.SALES),)))


def agreed_anew(house: Company, terms: Terms) -> int:
    """Put in force; how many leads were judged again until nothing was left to do."""
    begin_write()
    agree(terms, house.mary, house.sam)
    db.session.commit()
    judged = 0
    while due.rejudging(later(60)):
        begin_write()
        judged += rejudge(later(60), 2)
        db.session.commit()
    return judged


def only_lead() -> Lead:
    return db.session.scalars(select(Lead)).one()


def verdicts(lead: Lead) -> list[VerdictRow]:
    mine = select(VerdictRow).where(VerdictRow.lead_id == lead.id, VerdictRow.scope == Scope.LEAD)
    return list(db.session.scalars(mine.order_by(VerdictRow.id)))


def test_every_open_lead_gets_one_verdict_under_it(house: Company, send: Send, session: Db) -> None:
    for number in range(5):
        send({"work_email": f"person{number}@firm{number}.example"})
    assert agreed_anew(house, at_least(60)) == 5
    found = session.scalars(select(VerdictRow).where(VerdictRow.cause == "agreement")).all()
    assert len({row.lead_id for row in found}) == len(found) == 5
    assert all(reproduce(row) for row in session.scalars(select(VerdictRow)))
    assert not due.rejudging(later(90))


def test_an_offer_stays_when_its_lead_falls_and_the_owner_is_told(house: Company, send: Send) -> None:
    send()
    lead = only_lead()
    owner = lead.owner_id
    agreed_anew(house, at_least(500))
    db.session.refresh(lead)
    assert (lead.qualification, lead.status, lead.owner_id) == (Qualification.MQL, WorkStatus.OFFERED, owner)
    assert messages(lead, "lead-downgraded") == [("lead-downgraded", owner)]
    assert [row.level for row in verdicts(lead)] == [Qualification.SQL, Qualification.MQL]
    assert lead.sql_at is not None


def test_a_lead_that_rises_is_offered(house: Company, send: Send) -> None:
    send({"employees": "40"})
    lead = only_lead()
    assert lead.status is WorkStatus.NURTURE
    agreed_anew(house, at_least(30))
    db.session.refresh(lead)
    assert (lead.qualification, lead.status) == (Qualification.SQL, WorkStatus.OFFERED)
    assert [kind for kind, _ in messages(lead, "lead-offered")] == ["lead-offered"]


@pytest.mark.parametrize(
    ("code", "key", "wake_on"),
    [("wrong_fit", None, None), ("bad_data", "phone", None), ("not_now", None, date(2026, 12, 1))],
)
def test_what_sales_gave_back_is_not_sent_round_again(
    house: Company, send: Send, code: str, key: str | None, wake_on: date | None
) -> None:
    send()
    lead = only_lead()
    assert lead.owner is not None
    begin_write()
    rejecting.reject(lead, by=lead.owner, code=code, note="Said so.", key=key, wake_on=wake_on, now=later(1))
    db.session.commit()
    before = lead.status
    agreed_anew(house, at_least(60))
    db.session.refresh(lead)
    assert lead.status is before
    assert len(list(db.session.scalars(select(Assignment).where(Assignment.pool_id == house.pool.id)))) == 1


def test_the_first_agreement_has_nothing_to_judge_again(house: Company) -> None:
    assert due.rejudging(later(1))
    begin_write()
    assert rejudge(later(1), 10) == 0
    db.session.commit()
    assert not due.rejudging(later(2))
