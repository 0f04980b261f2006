"""Moving a lead by hand, and what becomes of the leads of somebody who leaves."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.member import PoolMember
from portal.models.handoff.timer import TimerState
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff.accepting import accept
from portal.services.handoff.activities import log
from portal.services.handoff.hands import NotYours
from portal.services.handoff.moving import NotMovable, leave, move
from portal.services.handoff.rejecting import recycle, reject
from tests.support.company import NOW, Company
from tests.support.leads import EVENING, INCOMPLETE, events, messages, nobody_works, routed, running, timer
from tests.support.people import person

LATER = NOW + timedelta(minutes=10)


def moved(house: Company, lead: Lead, to: User, *, credit: bool = True) -> Lead:
    begin_write()
    move(lead, to=to, by=house.sam, credit=credit, note="Knows the trade.", now=LATER)
    db.session.commit()
    return lead


def accounts() -> dict[int, tuple[int, int]]:
    return {row.user_id: (row.assigned, row.credited_back) for row in db.session.scalars(select(PoolMember))}


def test_an_offer_is_offered_to_the_new_owner_with_new_promises(house: Company) -> None:
    lead = moved(house, routed(house), house.rob)
    assert (lead.status, lead.owner_id, lead.accountable_id) == (WorkStatus.OFFERED, house.rob.id, house.rob.id)
    assert timer(lead, PromiseKind.ACCEPT_BY).due_at == LATER + timedelta(minutes=15)
    assert timer(lead, PromiseKind.FIRST_CONTACT_BY).user_id == house.rob.id
    assert messages(lead)[1:] == [("lead-offered", house.rob.id), ("lead-moved", house.rita.id)]
    assert events(lead) == ["lead.offered", "lead.offered", "lead.moved"]


def test_the_turn_moves_with_the_lead_when_the_manager_says_so(house: Company) -> None:
    moved(house, routed(house), house.rob, credit=True)
    assert accounts() == {house.rita.id: (1, 1), house.rob.id: (1, 0)}


def test_without_credit_the_accounts_stay(house: Company) -> None:
    lead = moved(house, routed(house), house.rob, credit=False)
    assert accounts() == {house.rita.id: (1, 0), house.rob.id: (0, 0)}
    assert not running(lead).credited


def test_somebody_outside_the_pool_gets_no_turn_counted(house: Company) -> None:
    lead = moved(house, routed(house), house.sam, credit=True)
    assert not running(lead).credited
    assert accounts()[house.rita.id] == (1, 1)


def test_accepted_work_stays_accepted_and_is_promised_anew(house: Company) -> None:
    lead = routed(house)
    begin_write()
    accept(lead, by=house.rita, now=NOW)
    db.session.commit()
    moved(house, lead, house.rob)
    assert (lead.status, lead.owner_id, running(lead).accepted_at) == (WorkStatus.ACCEPTED, house.rob.id, LATER)
    assert timer(lead, PromiseKind.FIRST_ATTEMPT_BY).due_at == LATER + timedelta(minutes=30)
    assert messages(lead)[1:] == [("lead-moved", house.rob.id), ("lead-moved", house.rita.id)]


def test_a_lead_in_work_gets_a_next_step(house: Company) -> None:
    lead = routed(house)
    begin_write()
    log(lead, by=house.rita, kind=ActivityKind.CALL, outcome=CallOutcome.REACHED, now=NOW + timedelta(minutes=1))
    db.session.commit()
    moved(house, lead, house.rob)
    assert lead.status is WorkStatus.WORKING
    assert lead.due_at == timer(lead, PromiseKind.NEXT_STEP_BY).due_at == LATER + timedelta(minutes=960)


def test_a_held_lead_is_offered_to_whom_the_manager_chose(house: Company) -> None:
    nobody_works(house)
    lead = routed(house, now=EVENING)
    begin_write()
    move(lead, to=house.rob, by=house.sam, credit=True, now=EVENING)
    db.session.commit()
    assert (lead.status, lead.owner_id, lead.wake_at) == (WorkStatus.OFFERED, house.rob.id, None)


def test_a_nurtured_lead_stays_in_nurture_with_somebody_else(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    max_ = person("Max Marketing", Role.MARKETING)
    db.session.commit()
    moved(house, lead, max_)
    assert (lead.status, lead.owner_id) == (WorkStatus.NURTURE, max_.id)
    assert lead.due_at == LATER + timedelta(days=14)
    assert messages(lead)[1:] == [("lead-moved", max_.id), ("lead-moved", house.mary.id)]


def test_only_a_manager_moves_leads(house: Company) -> None:
    lead = routed(house)
    for somebody in (house.rita, house.mary):
        with pytest.raises(NotYours):
            move(lead, to=house.rob, by=somebody, credit=True, now=LATER)


def test_there_must_be_something_to_move_and_somebody_to_move_it_to(house: Company) -> None:
    lead = routed(house)
    with pytest.raises(NotMovable, match="has this lead already"):
        move(lead, to=house.rita, by=house.sam, credit=True, now=LATER)
    house.rob.disabled_at = NOW
    with pytest.raises(NotMovable, match="cannot sign in"):
        move(lead, to=house.rob, by=house.sam, credit=True, now=LATER)
    reject(lead, by=house.rita, code="wrong_fit", now=LATER)
    with pytest.raises(NotMovable, match="closed"):
        move(lead, to=house.sam, by=house.sam, credit=True, now=LATER)


def test_at_most_one_assignment_is_active(house: Company) -> None:
    lead = moved(house, moved(house, routed(house), house.rob), house.rita)
    rows = db.session.scalars(select(Assignment).where(Assignment.lead_id == lead.id)).all()
    assert [row.end_reason for row in rows] == [EndReason.MOVED, EndReason.MOVED, None]


def test_who_leaves_leaves_nothing_behind(house: Company) -> None:
    offered, accepted, working = routed(house), routed(house), routed(house)
    begin_write()
    for lead in (offered, accepted, working):
        if lead.owner_id != house.rita.id:
            move(lead, to=house.rita, by=house.sam, credit=True, now=NOW)
    accept(accepted, by=house.rita, now=NOW)
    log(working, by=house.rita, kind=ActivityKind.EMAIL, now=NOW)
    db.session.commit()
    begin_write()
    assert leave(house.rita, by=house.ada, now=LATER) == 3
    db.session.commit()
    for lead in (offered, accepted, working):
        assert (lead.status, lead.owner_id) == (WorkStatus.OFFERED, house.rob.id)
        assert timer(lead, PromiseKind.FIRST_CONTACT_BY).state in (TimerState.RUNNING, TimerState.MET)
    assert db.session.scalars(select(Lead).where(Lead.owner_id == house.rita.id)).all() == []
    gone = db.session.scalars(select(PoolMember).where(PoolMember.user_id == house.rita.id)).one()
    assert gone.left_at == LATER


def test_what_a_leaving_marketer_nurtured_is_nurtured_on_with_its_date(house: Company) -> None:
    max_ = person("Max Marketing", Role.MARKETING)
    db.session.commit()
    lead = routed(house)
    begin_write()
    log(lead, by=house.rita, kind=ActivityKind.EMAIL, now=NOW)
    recycle(lead, by=house.rita, wake_on=date(2027, 3, 1), now=LATER)
    move(lead, to=max_, by=house.sam, credit=False, now=LATER)
    wakes = lead.wake_at
    db.session.commit()
    begin_write()
    leave(max_, by=house.ada, now=LATER)
    db.session.commit()
    assert (lead.status, lead.owner_id, lead.wake_at) == (WorkStatus.NURTURE, house.mary.id, wakes)
    assert wakes is not None


def test_what_a_leaving_manager_answered_for_is_told_to_the_next(house: Company) -> None:
    nobody_works(house)
    lead = routed(house, now=EVENING)
    begin_write()
    nina = person("Nina New", Role.MANAGER)
    house.pool.manager_id = nina.id
    leave(house.sam, by=house.ada, now=EVENING)
    db.session.commit()
    assert (lead.status, lead.accountable_id) == (WorkStatus.HELD, nina.id)
    assert messages(lead) == [("lead-held", house.sam.id), ("lead-held", nina.id)]
