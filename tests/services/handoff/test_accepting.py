"""Accepting: by whom, once, and what is promised from there."""

from datetime import timedelta

import pytest

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.timer import TimerState
from portal.models.intake.lead import Lead
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff.accepting import AlreadyAnswered, NotYours, accept, why_not
from portal.services.handoff.escalation import step_due_timers
from tests.support.company import NOW, Company
from tests.support.leads import INCOMPLETE, events, routed, running, timer

LATER = NOW + timedelta(minutes=3)


def accepted(house: Company) -> Lead:
    lead = routed(house)
    begin_write()
    accept(lead, by=house.rita, now=LATER)
    db.session.commit()
    return lead


def test_the_rep_accepts_and_promises_a_first_attempt(house: Company) -> None:
    lead = accepted(house)
    assert (lead.status, lead.accepted_at, running(lead).accepted_at) == (WorkStatus.ACCEPTED, LATER, LATER)
    kept = timer(lead, PromiseKind.ACCEPT_BY)
    assert (kept.state, kept.met_at, kept.breached_at) == (TimerState.MET, LATER, None)
    assert timer(lead, PromiseKind.FIRST_ATTEMPT_BY).due_at == LATER + timedelta(minutes=30)
    assert lead.due_at == NOW + timedelta(minutes=5)
    assert events(lead) == ["lead.offered", "lead.accepted"]


def test_a_manager_may_accept_for_the_rep_who_stays_the_owner(house: Company) -> None:
    lead = routed(house)
    begin_write()
    accept(lead, by=house.sam, now=LATER)
    assert (lead.status, lead.owner_id) == (WorkStatus.ACCEPTED, house.rita.id)


def test_a_second_acceptance_says_that_it_is_accepted(house: Company) -> None:
    lead = accepted(house)
    with pytest.raises(AlreadyAnswered, match="You have accepted this lead already"):
        accept(lead, by=house.rita, now=LATER)
    with pytest.raises(AlreadyAnswered, match="has been accepted already"):
        accept(lead, by=house.sam, now=LATER)


def test_a_colleague_and_marketing_cannot_accept(house: Company) -> None:
    lead = routed(house)
    for stranger in (house.rob, house.mary):
        with pytest.raises(NotYours):
            accept(lead, by=stranger, now=LATER)
    assert lead.status is WorkStatus.OFFERED


def test_an_offer_that_went_to_the_next_rep_says_so(house: Company) -> None:
    lead = routed(house)
    begin_write()
    step_due_timers(NOW + timedelta(minutes=15), 10)
    db.session.commit()
    assert lead.owner_id == house.rob.id
    with pytest.raises(AlreadyAnswered, match="was not accepted in time"):
        accept(lead, by=house.rita, now=NOW + timedelta(minutes=16))


def test_a_nurtured_lead_cannot_be_accepted(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    with pytest.raises(NotYours):
        accept(lead, by=house.rita, now=LATER)
    with pytest.raises(AlreadyAnswered, match="with no rep"):
        accept(lead, by=house.sam, now=LATER)


def test_looking_at_the_offer_changes_nothing(house: Company) -> None:
    lead = routed(house)
    assert why_not(lead, house.rita) is None
    assert isinstance(why_not(lead, house.rob), NotYours)
    assert (lead.status, len(events(lead))) == (WorkStatus.OFFERED, 1)


def test_the_first_acceptance_stays_the_fact(house: Company) -> None:
    lead = routed(house)
    begin_write()
    lead.accepted_at = NOW - timedelta(days=30)
    accept(lead, by=house.rita, now=LATER)
    db.session.commit()
    assert (lead.accepted_at, running(lead).accepted_at) == (NOW - timedelta(days=30), LATER)


def test_an_acceptance_after_the_due_time_is_a_breach_that_was_met(house: Company) -> None:
    lead = routed(house)
    late = NOW + timedelta(minutes=20)
    begin_write()
    accept(lead, by=house.rita, now=late)
    db.session.commit()
    promised = timer(lead, PromiseKind.ACCEPT_BY)
    assert (promised.state, promised.met_at, promised.breached_at) == (TimerState.MET, late, promised.due_at)
