"""Where leads go: first rule, in hand, held, and safe hands when nobody can take them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import AssignmentKind, WhenNobody
from portal.models.handoff.rule import RoutingRule
from portal.models.ops.event import Event
from portal.models.team.absence import Absence
from portal.models.team.user import Role
from portal.rules.handoff.fairness import rows_from_json
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff.routing import route
from tests.support.company import ALWAYS, NOW, Company
from tests.support.leads import (
    EVENING,
    FAILED,
    INCOMPLETE,
    SQL,
    UNQUALIFIED,
    events,
    messages,
    new_lead,
    nobody_works,
    routed,
    running,
    timer,
)
from tests.support.people import person
from tests.support.pools import rule


def test_an_sql_is_offered_with_its_reason_its_promises_and_an_alert(house: Company) -> None:
    lead = routed(house)
    assignment = running(lead)
    assert lead.status is WorkStatus.OFFERED
    assert lead.owner_id == lead.accountable_id == assignment.user_id == house.rita.id
    assert (assignment.kind, assignment.credited, assignment.sticky) == (AssignmentKind.SALES, True, False)
    assert [row.name for row in rows_from_json(assignment.candidates)] == ["Rita Rep", "Rob Rep"]
    assert [row.chosen for row in rows_from_json(assignment.candidates)] == [True, False]
    assert messages(lead) == [("lead-offered", house.rita.id)]
    assert events(lead) == ["lead.offered"]


def test_the_lead_is_due_with_its_soonest_promise(house: Company) -> None:
    lead = routed(house)
    accept_by, contact_by = timer(lead, PromiseKind.ACCEPT_BY), timer(lead, PromiseKind.FIRST_CONTACT_BY)
    assert accept_by.due_at == running(lead).accept_due_at == NOW + timedelta(minutes=15)
    assert contact_by.due_at == lead.due_at == NOW + timedelta(minutes=5)
    assert {accept_by.user_id, contact_by.user_id} == {house.rita.id}


def test_the_first_rule_that_matches_decides(house: Company) -> None:
    rule("Elsewhere", AssignmentKind.SALES, -2, user_id=house.sam.id, conditions={"forms": ["event"]})
    rule("Rob's form", AssignmentKind.SALES, -1, user_id=house.rob.id, conditions={"forms": ["contact-sales"]})
    lead = routed(house)
    assert (lead.owner_id, running(lead).reason) == (house.rob.id, "The rule “Rob's form” names Rob Rep")
    assert not running(lead).credited


def test_a_disabled_rule_is_not_tried(house: Company) -> None:
    rule("Off", AssignmentKind.SALES, -1, user_id=house.sam.id, conditions={}, disabled_at=NOW)
    assert routed(house).owner_id == house.rita.id


def test_an_mql_is_nurtured_and_its_owner_alerted(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    assert (lead.status, lead.owner_id, lead.accountable_id) == (WorkStatus.NURTURE, house.mary.id, house.mary.id)
    assert messages(lead) == [("nurture-assigned", house.mary.id)]
    assert (running(lead).kind, running(lead).credited) == (AssignmentKind.NURTURE, False)
    assert lead.due_at == timer(lead, PromiseKind.REVIEW_BY).due_at == NOW + timedelta(days=14)


def test_somebody_unqualified_is_nurtured_without_an_alert(house: Company) -> None:
    lead = routed(house, UNQUALIFIED)
    assert (lead.status, lead.owner_id) == (WorkStatus.NURTURE, house.mary.id)
    assert messages(lead) == []


@pytest.mark.parametrize("facts", [FAILED, UNQUALIFIED])
def test_below_an_agreed_value_never_reaches_a_rep(house: Company, facts: RoutingFacts) -> None:
    everything = {"levels": ["sql", "mql_incomplete", "mql_failed", "unqualified"]}
    rule("Greedy", AssignmentKind.SALES, -1, pool_id=house.pool.id, conditions=everything)
    assert routed(house, facts).status is WorkStatus.NURTURE


def test_a_rule_may_send_incomplete_hand_raisers_to_reps(house: Company) -> None:
    incomplete = {"levels": ["mql_incomplete"]}
    rule("Inside sales", AssignmentKind.SALES, -1, pool_id=house.pool.id, conditions=incomplete)
    lead = routed(house, INCOMPLETE)
    assert (lead.status, lead.owner_id) == (WorkStatus.OFFERED, house.rita.id)
    assert lead.due_at == timer(lead, PromiseKind.ACCEPT_BY).due_at


def test_nobody_at_work_holds_the_lead_and_alerts_who_answers_for_it(house: Company) -> None:
    nobody_works(house)
    lead = routed(house, now=EVENING)
    assert (lead.status, lead.owner_id, lead.accountable_id) == (WorkStatus.HELD, None, house.sam.id)
    assert lead.wake_at == EVENING.replace(day=3, hour=9)
    assert messages(lead) == [("lead-held", house.sam.id)]
    assert db.session.scalars(select(Assignment)).all() == []
    held = db.session.scalars(select(Event).where(Event.kind == "lead.held")).one()
    rows = rows_from_json(held.data["candidates"])
    assert {row.why_skipped for row in rows} == {"Outside working hours until Tuesday 3 November 09:00 UTC"}


def test_first_contact_is_promised_while_the_lead_is_held_and_never_restarts(house: Company) -> None:
    nobody_works(house)
    lead = routed(house, now=EVENING)
    promised = timer(lead, PromiseKind.FIRST_CONTACT_BY)
    assert (promised.user_id, promised.due_at) == (house.sam.id, EVENING + timedelta(minutes=5))
    assert lead.due_at == promised.due_at
    begin_write()
    route(lead, SQL, now=EVENING.replace(day=3, hour=9), cause="released")
    db.session.commit()
    kept = timer(lead, PromiseKind.FIRST_CONTACT_BY)
    assert (kept.id, kept.due_at, kept.user_id) == (promised.id, promised.due_at, lead.owner_id)


def test_the_fallback_gets_the_lead_where_the_pool_has_one(house: Company) -> None:
    begin_write()
    nobody_works(house)
    house.pool.when_nobody, house.pool.fallback_id = WhenNobody.FALLBACK, house.sam.id
    db.session.commit()
    lead = routed(house, now=EVENING)
    assert (lead.status, lead.owner_id) == (WorkStatus.OFFERED, house.sam.id)
    assert not running(lead).credited
    assert "Sam Sales is the fallback" in running(lead).reason


def test_an_sql_that_no_rule_takes_is_held_by_the_custodian(house: Company) -> None:
    begin_write()
    db.session.scalars(select(RoutingRule)).one().disabled_at = NOW
    db.session.commit()
    lead = routed(house)
    assert (lead.status, lead.accountable_id) == (WorkStatus.HELD, house.ada.id)
    assert messages(lead) == [("lead-held", house.ada.id)]


def test_a_person_whom_the_rule_names_waits_for_no_office_hours_but_for_an_absence(house: Company) -> None:
    nobody_works(house)
    rule("To Rob", AssignmentKind.SALES, -1, user_id=house.rob.id, conditions={})
    assert routed(house, now=EVENING).owner_id == house.rob.id
    begin_write()
    back = EVENING + timedelta(days=2)
    db.session.add(Absence(user_id=house.rob.id, starts_at=NOW, ends_at=back))
    db.session.commit()
    lead = routed(house, now=EVENING)
    assert (lead.status, lead.accountable_id, lead.wake_at) == (WorkStatus.HELD, house.sam.id, back)


def test_a_lead_that_a_rep_has_in_hand_stays_there_and_first_contact_is_promised_when_it_is_lifted(
    house: Company,
) -> None:
    incomplete = {"levels": ["mql_incomplete"]}
    rule("Inside sales", AssignmentKind.SALES, -1, user_id=house.rob.id, conditions=incomplete)
    lead = routed(house, INCOMPLETE)
    lifted = NOW + timedelta(minutes=3)
    begin_write()
    lead.sql_at = lifted
    route(lead, SQL, now=lifted, cause="submission")
    db.session.commit()
    assert (lead.owner_id, messages(lead)) == (house.rob.id, [("lead-offered", house.rob.id)])
    assert timer(lead, PromiseKind.FIRST_CONTACT_BY).due_at == lead.due_at == lifted + timedelta(minutes=5)


def test_a_nurtured_mql_that_becomes_an_sql_is_offered_and_leaves_nurture(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    nursed = running(lead)
    begin_write()
    lead.sql_at = NOW
    route(lead, SQL, now=NOW, cause="submission")
    db.session.commit()
    assert (lead.status, lead.owner_id) == (WorkStatus.OFFERED, house.rita.id)
    assert nursed.ended_at == NOW
    assert lead.due_at == NOW + timedelta(minutes=5)


def test_an_mql_that_stays_one_stays_in_the_same_hands(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    before = running(lead).id
    begin_write()
    route(lead, INCOMPLETE, now=NOW + timedelta(days=1), cause="submission")
    db.session.commit()
    assert running(lead).id == before
    assert len(messages(lead)) == 1


def test_everybody_excluded_goes_round_again_without_the_last(house: Company) -> None:
    begin_write()
    lead = new_lead(house)
    both = frozenset({house.rita.id, house.rob.id})
    route(lead, SQL, now=NOW, cause="expired", exclude=both, last=house.rita.id)
    db.session.commit()
    assert lead.owner_id == house.rob.id


def test_the_number_of_queries_does_not_grow_with_the_pool(house: Company, statements: list[str]) -> None:
    routed(house)
    few = count_of(house, statements)
    begin_write()
    for number in range(8):
        user = person(f"Rep {number}", Role.REP)
        user.week = ALWAYS
        db.session.add(PoolMember(pool_id=house.pool.id, user_id=user.id, joined_at=NOW))
    db.session.commit()
    assert count_of(house, statements) == few <= 16


def count_of(house: Company, statements: list[str]) -> int:
    begin_write()
    lead = new_lead(house)
    route(lead, SQL, now=NOW, cause="warm-up")
    db.session.commit()
    begin_write()
    lead = new_lead(house)
    statements.clear()
    route(lead, SQL, now=NOW, cause="submission")
    db.session.flush()
    counted = len(statements)
    db.session.commit()
    return counted


def test_somebody_always_answers_for_an_open_lead(house: Company) -> None:
    moments: list[datetime] = [NOW, EVENING]
    nobody_works(house)
    for now in moments:
        for facts in (SQL, INCOMPLETE, FAILED, UNQUALIFIED):
            lead = routed(house, facts, now=now)
            assert lead.accountable_id is not None
            assert lead.due_at is not None
