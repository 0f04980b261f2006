"""The ladder is climbed by the worker, each step once; nobody has to save anything for a breach to be noticed."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.member import PoolMember
from portal.models.handoff.rule import RoutingRule
from portal.models.handoff.timer import TimerState
from portal.models.intake.lead import Lead
from portal.models.team.user import Role
from portal.rules.handoff.activities import ActivityKind
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import escalation
from portal.services.handoff.accepting import accept
from portal.services.handoff.activities import log
from portal.services.handoff.escalation import release_held, step_due_timers
from portal.services.handoff.rules import disable_rule
from tests.support.company import ALWAYS, NOW, Company
from tests.support.leads import EVENING, INCOMPLETE, events, messages, nobody_works, routed, running, timer
from tests.support.people import person


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def tick(now: datetime) -> int:
    begin_write()
    stepped = step_due_timers(now, 100)
    db.session.commit()
    return stepped


def kinds(lead: Lead) -> list[str]:
    return [kind for kind, _ in messages(lead)]


def test_the_rep_is_reminded_half_way_once(house: Company) -> None:
    lead = routed(house)
    begin_write()
    log(lead, by=house.sam, kind=ActivityKind.EMAIL, now=at(1))
    db.session.commit()
    assert tick(at(7)) == 0
    assert tick(at(7.5)) == 1
    assert tick(at(8)) == 0
    assert messages(lead)[1:] == [("lead-reminder", house.rita.id)]


def test_a_late_first_contact_reaches_the_manager_once(house: Company) -> None:
    lead = routed(house)
    begin_write()
    accept(lead, by=house.rita, now=at(1))
    db.session.commit()
    for minute in (5, 5.5, 6):
        tick(at(minute))
    assert messages(lead)[1:] == [("lead-escalated", house.sam.id)]
    broken = timer(lead, PromiseKind.FIRST_CONTACT_BY)
    assert (broken.breached_at, broken.state) == (at(5), TimerState.RUNNING)
    assert lead.status is WorkStatus.ACCEPTED


def test_an_offer_that_is_not_accepted_goes_to_the_next_rep_and_both_are_told(house: Company) -> None:
    lead = routed(house)
    tick(at(15))
    assert (lead.status, lead.owner_id) == (WorkStatus.OFFERED, house.rob.id)
    first, second = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert (first.end_reason, first.credited_back, first.ended_at) == (EndReason.EXPIRED, True, at(15))
    assert (second.user_id, second.ended_at) == (house.rob.id, None)
    assert ("lead-escalated", house.sam.id) in messages(lead)
    assert messages(lead)[-2:] == [("lead-passed-on", house.rita.id), ("lead-offered", house.rob.id)]
    assert timer(lead, PromiseKind.ACCEPT_BY).due_at == at(30)
    assert "lead-reminder" not in kinds(lead), "a reminder after the due time helps nobody"


def test_the_turn_that_ran_out_is_given_back(house: Company) -> None:
    routed(house)
    tick(at(15))
    members = {row.user_id: (row.assigned, row.credited_back) for row in db.session.scalars(select(PoolMember))}
    assert members == {house.rita.id: (1, 1), house.rob.id: (1, 0)}


def test_first_contact_follows_the_lead_and_never_restarts(house: Company) -> None:
    lead = routed(house)
    before = timer(lead, PromiseKind.FIRST_CONTACT_BY)
    tick(at(15))
    after = timer(lead, PromiseKind.FIRST_CONTACT_BY)
    assert (after.id, after.due_at, after.user_id) == (before.id, at(5), house.rob.id)


def test_nobody_gets_it_twice_before_everybody_had_it_once_and_then_it_goes_round(house: Company) -> None:
    begin_write()
    third = person("Rea Rep", Role.REP)
    third.week = ALWAYS
    db.session.add(PoolMember(pool_id=house.pool.id, user_id=third.id, joined_at=NOW))
    db.session.commit()
    lead = routed(house)
    owners = [lead.owner_id]
    for round_ in range(1, 6):
        tick(at(15 * round_))
        owners.append(lead.owner_id)
    assert set(owners[:3]) == {house.rita.id, house.rob.id, third.id}
    assert all(before != after for before, after in pairwise(owners))
    assert lead.status is WorkStatus.OFFERED


def test_the_only_rep_does_not_get_it_straight_back(house: Company) -> None:
    begin_write()
    db.session.scalars(select(PoolMember).where(PoolMember.user_id == house.rob.id)).one().paused_at = NOW
    db.session.commit()
    lead = routed(house)
    tick(at(15))
    assert (lead.status, lead.accountable_id, lead.owner_id) == (WorkStatus.HELD, house.sam.id, None)
    assert kinds(lead)[-2:] == ["lead-passed-on", "lead-held"]
    begin_write()
    assert release_held(at(45), 10) == 1
    db.session.commit()
    assert (lead.status, lead.owner_id) == (WorkStatus.OFFERED, house.rita.id)


def test_an_unowned_leads_breach_reaches_who_answers_for_it(house: Company) -> None:
    nobody_works(house)
    lead = routed(house, now=EVENING)
    assert lead.owner_id is None
    tick(EVENING + timedelta(minutes=5))
    assert ("lead-escalated", house.sam.id) in messages(lead)
    assert timer(lead, PromiseKind.FIRST_CONTACT_BY).breached_at == EVENING + timedelta(minutes=5)


def test_a_breach_is_noticed_at_its_time_even_where_the_manager_is_told_later(house: Company) -> None:
    lead = routed(house)
    begin_write()
    accept(lead, by=house.rita, now=at(1))
    promised = timer(lead, PromiseKind.FIRST_CONTACT_BY)
    later = at(60).isoformat()
    promised.steps = [{"kind": "escalate", "at": later}]
    db.session.commit()
    tick(at(5))
    assert (promised.breached_at, promised.next_at) == (at(5), at(60))
    assert "lead-escalated" not in kinds(lead)
    tick(at(60))
    assert kinds(lead)[-1] == "lead-escalated"
    assert promised.next_at is None


def test_a_worker_that_was_down_takes_every_step_once(house: Company) -> None:
    lead = routed(house)
    tick(at(600))
    assert tick(at(600)) == 0
    assert kinds(lead).count("lead-escalated") == 2
    assert kinds(lead).count("lead-offered") == 2


def test_marketing_is_asked_to_review_what_it_nurtures(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    tick(NOW + timedelta(days=14))
    assert messages(lead)[-1] == ("nurture-review", house.mary.id)
    assert timer(lead, PromiseKind.REVIEW_BY).breached_at == NOW + timedelta(days=14)


def test_a_kept_promise_is_not_stepped(house: Company) -> None:
    lead = routed(house)
    begin_write()
    log(lead, by=house.rita, kind=ActivityKind.EMAIL, now=at(2))
    db.session.commit()
    assert tick(at(60)) == 0
    assert kinds(lead) == ["lead-offered"]


def test_held_leads_are_offered_when_the_first_rep_starts_work(house: Company) -> None:
    nobody_works(house)
    lead = routed(house, now=EVENING)
    opening = EVENING.replace(day=3, hour=9)
    begin_write()
    assert release_held(opening - timedelta(minutes=1), 10) == 0
    assert release_held(opening, 10) == 1
    db.session.commit()
    assert lead.status is WorkStatus.OFFERED
    assert lead.wake_at is None
    assert kinds(lead) == ["lead-held", "lead-offered"]


def test_a_lead_that_is_still_nobodys_is_held_on_without_another_mail(house: Company) -> None:
    begin_write()
    disable_rule(db.session.scalars(select(RoutingRule)).one(), by=house.sam, now=NOW)
    db.session.commit()
    lead = routed(house)
    for minutes in (30, 60, 90):
        begin_write()
        assert release_held(at(minutes), 10) == 1
        db.session.commit()
    assert kinds(lead) == ["lead-held"]
    assert events(lead) == ["lead.held"]
    assert lead.wake_at == at(120)


def test_one_bad_lead_does_not_stop_the_clock_of_the_others(house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = routed(house), routed(house)
    pass_on = escalation.pass_on

    def stumble(lead: Lead, reason: EndReason, now: datetime) -> None:
        if lead.id == bad.id:
            raise RuntimeError("poison")
        pass_on(lead, reason, now)

    monkeypatch.setattr(escalation, "pass_on", stumble)
    assert tick(at(15)) == 1
    assert [row.end_reason for row in db.session.scalars(select(Assignment).where(Assignment.lead_id == good.id))] == [
        EndReason.EXPIRED,
        None,
    ]
    assert running(bad).user_id == house.rita.id
    assert kinds(bad) == ["lead-offered"], "nothing of the failed turn is left"
    assert tick(at(16)) == 0
    monkeypatch.undo()
    assert tick(at(20)) == 1
    assert running(bad).user_id == house.rob.id
