"""Pools, members and rules as managers keep them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.member import CapPer, PoolMember
from portal.models.handoff.pool import AssignmentKind, WhenNobody
from portal.models.handoff.rule import RoutingRule, routing_rules
from portal.models.intake.sight import visible_leads
from portal.models.team.user import Role, User
from portal.rules.handoff.routing import Standing, When
from portal.rules.handoff.stages import WorkStatus
from portal.rules.handoff.worktime import Week
from portal.services.handoff.escalation import release_held
from portal.services.handoff.members import (
    MemberRefused,
    add_member,
    change_member,
    pause_member,
    remove_member,
    resume_member,
)
from portal.services.handoff.moving import move
from portal.services.handoff.pools import (
    PoolFacts,
    PoolRefused,
    archive_pool,
    change_pool,
    create_pool,
    restore_pool,
)
from portal.services.handoff.rules import (
    RuleFacts,
    RuleRefused,
    change_rule,
    create_rule,
    delete_rule,
    disable_rule,
    enable_rule,
    place_rule,
)
from tests.support.company import ALWAYS, NOW, Company
from tests.support.leads import SQL, routed
from tests.support.people import person


def newcomer(name: str = "Nora New") -> User:
    user = person(name, Role.REP)
    user.week = ALWAYS
    db.session.commit()
    return user


def member_of(house: Company, user: User) -> PoolMember:
    found = select(PoolMember).where(PoolMember.pool_id == house.pool.id, PoolMember.user_id == user.id)
    return db.session.scalars(found).one()


def facts(house: Company) -> PoolFacts:
    return PoolFacts("Enterprise", AssignmentKind.SALES, house.sam, Week.office(), "Europe/London")


def owners(house: Company, count: int) -> list[int | None]:
    return [routed(house).owner_id for _ in range(count)]


def test_a_newcomer_gets_neither_everything_nor_nothing(house: Company) -> None:
    owners(house, 20)
    nora = newcomer()
    begin_write()
    add_member(house.pool, nora, by=house.sam, now=NOW)
    db.session.commit()
    given = owners(house, 9)
    assert {given.count(user.id) for user in (house.rita, house.rob, nora)} == {3}


def test_who_was_paused_is_not_owed_what_they_missed(house: Company) -> None:
    owners(house, 4)
    begin_write()
    pause_member(member_of(house, house.rita), by=house.sam, now=NOW)
    db.session.commit()
    assert owners(house, 10) == [house.rob.id] * 10
    begin_write()
    resume_member(member_of(house, house.rita), by=house.sam, now=NOW)
    db.session.commit()
    given = owners(house, 6)
    assert given.count(house.rita.id) == given.count(house.rob.id) == 3


def test_pausing_is_no_way_to_jump_the_queue(house: Company) -> None:
    owners(house, 1)
    begin_write()
    rita = member_of(house, house.rita)
    pause_member(rita, by=house.sam, now=NOW)
    resume_member(rita, by=house.sam, now=NOW)
    db.session.commit()
    assert owners(house, 1) == [house.rob.id]


def test_who_left_comes_back_level(house: Company) -> None:
    owners(house, 4)
    begin_write()
    remove_member(member_of(house, house.rita), by=house.sam, now=NOW)
    db.session.commit()
    assert set(owners(house, 8)) == {house.rob.id}
    begin_write()
    add_member(house.pool, house.rita, by=house.sam, now=NOW)
    db.session.commit()
    given = owners(house, 6)
    assert given.count(house.rita.id) == 3


def test_another_weight_counts_from_the_next_lead_on(house: Company) -> None:
    owners(house, 20)
    begin_write()
    change_member(member_of(house, house.rita), weight=3, cap=None, cap_per=CapPer.OPEN, by=house.sam, now=NOW)
    db.session.commit()
    given = owners(house, 16)
    assert (given.count(house.rita.id), given.count(house.rob.id)) == (12, 4)


def test_a_weight_from_nothing_starts_level(house: Company) -> None:
    begin_write()
    rita = member_of(house, house.rita)
    change_member(rita, weight=0, cap=None, cap_per=CapPer.OPEN, by=house.sam, now=NOW)
    db.session.commit()
    assert set(owners(house, 6)) == {house.rob.id}
    begin_write()
    change_member(rita, weight=1, cap=None, cap_per=CapPer.OPEN, by=house.sam, now=NOW)
    db.session.commit()
    assert owners(house, 6).count(house.rita.id) == 3


@pytest.mark.parametrize(
    ("field", "wrong"), [("weight", {"weight": -1}), ("weight", {"weight": 101}), ("cap", {"cap": 0})]
)
def test_a_weight_or_cap_out_of_bounds_is_refused(house: Company, field: str, wrong: dict[str, int]) -> None:
    with pytest.raises(MemberRefused) as refused:
        add_member(house.pool, newcomer(), by=house.sam, now=NOW, **wrong)  # type: ignore[arg-type]  # as the case says
    assert refused.value.field == field


def test_nobody_is_a_member_twice(house: Company) -> None:
    with pytest.raises(MemberRefused, match="already"):
        add_member(house.pool, house.rita, by=house.sam, now=NOW)


def test_a_new_member_is_a_reason_to_look_at_held_leads_at_once(house: Company) -> None:
    begin_write()
    for user in (house.rita, house.rob):
        pause_member(member_of(house, user), by=house.sam, now=NOW)
    db.session.commit()
    lead = routed(house)
    assert lead.status is WorkStatus.HELD
    nora = newcomer()
    begin_write()
    add_member(house.pool, nora, by=house.sam, now=NOW + timedelta(minutes=1))
    release_held(NOW + timedelta(minutes=1), 10)
    db.session.commit()
    assert lead.owner_id == nora.id


def test_a_pool_is_made_changed_and_put_away(house: Company) -> None:
    begin_write()
    pool = create_pool(facts(house), by=house.sam, now=NOW)
    assert (pool.name, pool.fallback_id, pool.time_zone) == ("Enterprise", None, "Europe/London")
    changed = replace(facts(house), name=" Key accounts ", when_nobody=WhenNobody.FALLBACK, fallback=house.rob)
    change_pool(pool, changed, by=house.sam, now=NOW)
    assert (pool.name, pool.fallback_id) == ("Key accounts", house.rob.id)
    archive_pool(pool, by=house.sam, now=NOW)
    assert pool.archived_at == NOW
    restore_pool(pool, by=house.sam, now=NOW)
    assert pool.archived_at is None


def test_a_pool_that_cannot_work_is_refused_at_its_field(house: Company) -> None:
    good = facts(house)
    wrong = {
        "name": [replace(good, name=" "), replace(good, name="Round the clock")],
        "time_zone": [replace(good, time_zone="Mars/Olympus")],
        "manager": [replace(good, manager=house.rita)],
        "fallback": [replace(good, when_nobody=WhenNobody.FALLBACK)],
    }
    for field, cases in wrong.items():
        for case in cases:
            with pytest.raises(PoolRefused) as refused:
                create_pool(case, by=house.sam, now=NOW)
            assert refused.value.field == field


def test_a_pool_in_use_is_not_put_away(house: Company) -> None:
    with pytest.raises(PoolRefused, match="SQLs to the pool"):
        archive_pool(house.pool, by=house.sam, now=NOW)


def test_rules_are_tried_in_their_order(house: Company) -> None:
    begin_write()
    to_rob = RuleFacts("To Rob", AssignmentKind.SALES, user=house.rob)
    to_rita = RuleFacts("To Rita", AssignmentKind.SALES, user=house.rita)
    second, third = (create_rule(rule, by=house.sam, now=NOW) for rule in (to_rob, to_rita))
    place_rule(third, 1, by=house.sam, now=NOW)
    db.session.commit()
    assert [rule.name for rule in db.session.scalars(routing_rules())] == ["To Rita", "SQLs to the pool", "To Rob"]
    assert [rule.position for rule in db.session.scalars(routing_rules())] == [1, 2, 3]
    assert set(owners(house, 2)) == {house.rita.id}
    begin_write()
    disable_rule(third, by=house.sam, now=NOW)
    place_rule(second, 2, by=house.sam, now=NOW)
    db.session.commit()
    assert set(owners(house, 2)) == {house.rob.id}
    begin_write()
    enable_rule(third, by=house.sam, now=NOW)
    delete_rule(second, by=house.sam, now=NOW)
    db.session.commit()
    assert [rule.position for rule in db.session.scalars(routing_rules(with_disabled=True))] == [1, 2]


def test_a_rule_reads_back_as_it_was_said(house: Company) -> None:
    begin_write()
    when = When(levels=(Standing.SQL,), forms=("contact-sales",))
    rule = create_rule(RuleFacts("Mine", AssignmentKind.SALES, when, pool=house.pool), by=house.sam, now=NOW)
    change_rule(rule, RuleFacts("Yours", AssignmentKind.SALES, when, user=house.rob), by=house.sam, now=NOW)
    db.session.commit()
    assert (rule.name, rule.pool_id, rule.user_id) == ("Yours", None, house.rob.id)
    assert rule.conditions == {"levels": ["sql"], "forms": ["contact-sales"]}


def test_a_rule_without_a_usable_target_is_refused(house: Company) -> None:
    gone = newcomer()
    gone.disabled_at = NOW
    sales, nurture = AssignmentKind.SALES, AssignmentKind.NURTURE
    wrong = (
        RuleFacts("Nowhere", sales),
        RuleFacts("Both", sales, pool=house.pool, user=house.rob),
        RuleFacts("Wrong kind", nurture, pool=house.pool),
        RuleFacts("Gone", sales, user=gone),
    )
    for case in wrong:
        with pytest.raises(RuleRefused) as refused:
            create_rule(case, by=house.sam, now=NOW)
        assert refused.value.field == "target"
    with pytest.raises(RuleRefused, match="name"):
        create_rule(RuleFacts(" ", sales, user=house.rob), by=house.sam, now=NOW)
    assert len(db.session.scalars(select(RoutingRule)).all()) == 1


def test_a_rep_sees_what_is_or_was_theirs_and_managers_and_marketing_see_all(house: Company) -> None:
    mine, theirs = routed(house), routed(house)
    assert (mine.owner_id, theirs.owner_id) == (house.rita.id, house.rob.id)

    def seen(user: User) -> set[int]:
        return {lead.id for lead in db.session.scalars(visible_leads(user))}

    assert seen(house.rita) == {mine.id}
    begin_write()
    move(mine, to=house.rob, by=house.sam, credit=True, now=NOW)
    db.session.commit()
    assert seen(house.rita) == {mine.id}
    assert seen(house.rob) == seen(house.sam) == seen(house.mary) == seen(house.ada) == {mine.id, theirs.id}
    assert seen(newcomer()) == set()


def test_calibration_is_exact_enough_to_be_stored(house: Company) -> None:
    begin_write()
    member = add_member(house.pool, newcomer(), weight=3, by=house.sam, now=NOW)
    db.session.commit()
    db.session.refresh(member)
    assert isinstance(member.calibration, Decimal)
    assert SQL.level == "sql"
