"""Whose turn it is: weights, former owners, caps, absences."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.member import CapPer, PoolMember
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.handoff.rule import RoutingRule, Stickiness
from portal.models.team.absence import Absence
from portal.models.team.user import Role
from portal.rules.handoff.fairness import rows_from_json
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff.accepting import accept
from tests.support.company import ALWAYS, NOW, Company
from tests.support.leads import (
    EVENING,
    INCOMPLETE,
    OFFICE,
    new_firm,
    routed,
    running,
)
from tests.support.people import person
from tests.support.pools import member, rule


def test_turns_follow_the_weights(house: Company) -> None:
    begin_write()
    member(house, house.rob).weight = 3
    db.session.commit()
    owners = [routed(house).owner_id for _ in range(8)]
    assert (owners.count(house.rita.id), owners.count(house.rob.id)) == (2, 6)


def test_credits_equal_the_assignments_that_count(house: Company) -> None:
    for _ in range(5):
        routed(house)
    credited = select(func.count()).where(Assignment.credited, Assignment.credited_back.is_(False))
    held = db.session.execute(select(func.sum(PoolMember.assigned), func.sum(PoolMember.credited_back))).one()
    assert db.session.scalar(credited) == held[0] - held[1] == 5


def test_the_former_owner_of_the_person_goes_first_outside_the_rotation(house: Company) -> None:
    first = routed(house)
    begin_write()
    accept(first, by=house.rita, now=NOW)
    db.session.commit()
    second = routed(house, person=first.person)
    assert second.owner_id == house.rita.id
    assert (running(second).sticky, running(second).credited) == (True, False)
    assert (member(house, house.rita).assigned, member(house, house.rita).sticky) == (1, 1)
    assert running(second).reason == "Rita Rep is the former owner"


def test_the_company_sticks_only_where_the_rule_says_so(house: Company) -> None:
    firm = new_firm()
    routed(house, firm=firm)
    assert routed(house, firm=firm).owner_id == house.rob.id
    begin_write()
    db.session.scalars(select(RoutingRule)).one().stickiness = Stickiness.COMPANY
    db.session.commit()
    assert routed(house, firm=firm).owner_id == house.rob.id
    assert running(routed(house, firm=firm)).sticky


def test_a_former_owner_who_left_the_pool_is_not_chosen(house: Company) -> None:
    first = routed(house)
    begin_write()
    accept(first, by=house.rita, now=NOW)
    member(house, house.rita).left_at = NOW
    db.session.commit()
    assert routed(house, person=first.person).owner_id == house.rob.id


def test_a_rule_without_stickiness_forgets(house: Company) -> None:
    first = routed(house)
    begin_write()
    accept(first, by=house.rita, now=NOW)
    db.session.scalars(select(RoutingRule)).one().stickiness = Stickiness.NONE
    db.session.commit()
    assert routed(house, person=first.person).owner_id == house.rob.id


def test_a_disabled_or_paused_or_absent_rep_gets_nothing(house: Company) -> None:
    begin_write()
    house.rita.disabled_at = NOW
    db.session.commit()
    assert routed(house).owner_id == house.rob.id
    begin_write()
    house.rita.disabled_at = None
    member(house, house.rita).paused_at = NOW
    db.session.commit()
    assert routed(house).owner_id == house.rob.id
    begin_write()
    member(house, house.rita).paused_at = None
    db.session.add(Absence(user_id=house.rita.id, starts_at=NOW, ends_at=NOW + timedelta(days=1)))
    db.session.commit()
    lead = routed(house)
    assert lead.owner_id == house.rob.id
    skipped = {row.name: row.why_skipped for row in rows_from_json(running(lead).candidates)}
    assert skipped["Rita Rep"].startswith("Away until Tuesday 3 November")


def test_a_small_monthly_cap_counts_leads_and_is_not_rounded_away(house: Company) -> None:
    begin_write()
    for user in (house.rita, house.rob):
        member(house, user).cap, member(house, user).cap_per = 3, CapPer.MONTH
    db.session.commit()
    owners = [routed(house).owner_id for _ in range(7)]
    assert (owners.count(house.rita.id), owners.count(house.rob.id), owners.count(None)) == (3, 3, 1)
    assert routed(house, now=NOW.replace(month=12, day=1)).owner_id is not None


def test_a_cap_on_leads_in_hand_frees_up_with_them(house: Company) -> None:
    begin_write()
    member(house, house.rob).paused_at = NOW
    member(house, house.rita).cap = 1
    db.session.commit()
    first, second = routed(house), routed(house)
    assert (first.owner_id, second.status) == (house.rita.id, WorkStatus.HELD)
    assert second.wake_at == NOW + timedelta(minutes=30)


def test_a_day_cap_counts_the_members_own_day(house: Company) -> None:
    begin_write()
    member(house, house.rob).paused_at = NOW
    house.rita.time_zone = "Pacific/Auckland"
    member(house, house.rita).cap, member(house, house.rita).cap_per = 1, CapPer.DAY
    db.session.commit()
    before_midnight = NOW.replace(hour=10, minute=55)  # 23:55 in Auckland
    assert routed(house, now=before_midnight).owner_id == house.rita.id
    assert routed(house, now=before_midnight).status is WorkStatus.HELD
    assert routed(house, now=before_midnight + timedelta(minutes=6)).owner_id == house.rita.id


def test_who_comes_back_from_an_absence_does_not_get_everything(house: Company) -> None:
    begin_write()
    db.session.add(Absence(user_id=house.rita.id, starts_at=NOW, ends_at=NOW + timedelta(hours=1)))
    db.session.commit()
    for _ in range(10):
        assert routed(house).owner_id == house.rob.id
    later = NOW + timedelta(hours=2)
    owners = [routed(house, now=later).owner_id for _ in range(4)]
    assert owners.count(house.rita.id) == owners.count(house.rob.id) == 2


def test_a_nurture_pool_takes_turns_at_any_hour(house: Company) -> None:
    begin_write()
    max_ = person("Max Marketing", Role.MARKETING)
    max_.week = house.mary.week = OFFICE
    pool = Pool(name="Nurture", kind=AssignmentKind.NURTURE, manager_id=house.mary.id, week=ALWAYS, created_at=NOW)
    db.session.add(pool)
    db.session.flush()
    db.session.add_all([PoolMember(pool_id=pool.id, user_id=user.id, joined_at=NOW) for user in (house.mary, max_)])
    rule("MQLs", AssignmentKind.NURTURE, 5, pool_id=pool.id, conditions={})
    owners = [routed(house, INCOMPLETE, now=EVENING).owner_id for _ in range(4)]
    assert owners == [house.mary.id, max_.id, house.mary.id, max_.id]
