"""The agreed follow-up names what comes next, until somebody was reached (S70)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.rules.agreement.playbook import Attempt, Channel
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.services.handoff.activities import log
from portal.services.handoff.moving import move
from tests.support.company import NOW, TERMS, Company, agree, later
from tests.support.leads import OFFICE, routed

PLAN = (Attempt(Channel.CALL), Attempt(Channel.EMAIL, 60), Attempt(Channel.CALL, 480))


@pytest.fixture
def planned(house: Company) -> Company:
    begin_write()
    agree(replace(TERMS, playbook=PLAN), house.mary, house.sam)
    db.session.commit()
    return house


def tried(lead: Lead, now: datetime, outcome: CallOutcome = CallOutcome.NO_ANSWER, **more: object) -> Lead:
    begin_write()
    owner = lead.owner
    assert owner is not None
    log(lead, by=owner, kind=ActivityKind.CALL, outcome=outcome, now=now, **more)  # type: ignore[arg-type]
    db.session.commit()
    return lead


def test_each_attempt_is_owed_so_long_after_the_one_before(planned: Company) -> None:
    lead = tried(routed(planned), later(2))
    assert (lead.next_step, lead.next_step_at) == ("Attempt 2 of 3: email", later(62))
    assert lead.due_at == later(62)
    tried(lead, later(30))
    assert (lead.next_step, lead.next_step_at) == ("Attempt 3 of 3: call", later(30 + 480))


def test_waiting_is_working_time(planned: Company) -> None:
    planned.rita.week = OFFICE
    db.session.commit()
    evening = NOW.replace(hour=16, minute=30)
    lead = tried(routed(planned, now=NOW), evening)
    assert lead.next_step_at == NOW.replace(hour=9, minute=30) + timedelta(days=1)


def test_when_all_are_made_the_rep_decides(planned: Company) -> None:
    lead = routed(planned)
    for minutes in (2, 4, 6):
        tried(lead, later(minutes))
    assert lead.next_step == "All 3 attempts are made: return the lead, or send it to nurture"
    assert lead.due_at is not None
    assert lead.due_at > later(6)


def test_whoever_was_reached_is_not_tried_again_by_plan(planned: Company) -> None:
    lead = tried(routed(planned), later(2), CallOutcome.REACHED)
    assert (lead.next_step, lead.next_step_at) == ("", None)


def test_the_reps_own_next_step_comes_first(planned: Company) -> None:
    lead = tried(routed(planned), later(2), next_step="Ask the front desk", next_step_at=later(90))
    assert (lead.next_step, lead.next_step_at) == ("Ask the front desk", later(90))


def test_the_next_rep_begins_anew(planned: Company) -> None:
    lead = tried(routed(planned), later(2))
    begin_write()
    move(lead, to=planned.rob, by=planned.sam, credit=True, now=later(5))
    db.session.commit()
    tried(lead, later(7))
    assert lead.next_step == "Attempt 2 of 3: email"


def test_without_a_plan_the_agreed_time_counts(house: Company) -> None:
    lead = tried(routed(house), later(2))
    assert (lead.next_step, lead.next_step_at) == ("", None)
    assert lead.due_at == later(2 + TERMS.promises.next_step_minutes)
