"""Many at once: turns stay fair, every step is taken once, every lead has one owner; on both databases."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.member import PoolMember
from portal.models.handoff.timer import Timer
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message
from portal.models.team.user import Role, User
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.rules.refusal import Refusal
from portal.services.handoff.accepting import accept
from portal.services.handoff.escalation import release_held, step_due_timers
from portal.services.handoff.members import pause_member, resume_member
from portal.services.handoff.routing import route
from portal.services.ops import outbox
from tests.support.company import ALWAYS, NOW, Company
from tests.support.leads import EVENING, SQL, new_lead, nobody_works, routed
from tests.support.people import person
from tests.support.racing import together

EXPIRED = NOW + timedelta(minutes=15)


@pytest.fixture
def five(house: Company) -> Company:
    """Five equal reps."""
    for name in ("Rea Rep", "Ray Rep", "Roy Rep"):
        user = person(name, Role.REP)
        user.week, user.manager_id = ALWAYS, house.sam.id
        db.session.add(PoolMember(pool_id=house.pool.id, user_id=user.id, joined_at=NOW))
    db.session.commit()
    return house


def shares() -> list[int]:
    owned = select(Lead.owner_id, func.count()).group_by(Lead.owner_id)
    return [count for _, count in db.session.execute(owned)]


def send() -> None:
    begin_write()
    route(new_lead(None), SQL, now=NOW, cause="submission")
    db.session.commit()


def test_parallel_leads_stay_within_one_of_each_other_and_none_is_without_an_owner(five: Company) -> None:
    together([send] * 60)
    assert sum(shares()) == 60
    assert len(shares()) == 5
    assert max(shares()) - min(shares()) <= 1
    assert db.session.scalar(select(func.count()).where(Lead.owner_id.is_(None))) == 0
    assert db.session.scalar(select(func.count()).where(Assignment.ended_at.is_(None))) == 60
    assert db.session.scalar(select(func.sum(PoolMember.assigned))) == 60


def work() -> int:
    """One worker, until there is nothing left for it."""
    stepped = 0
    for _ in range(30):
        begin_write()
        found = step_due_timers(EXPIRED, 5)
        db.session.commit()
        stepped += found
    return stepped


def test_every_step_is_taken_once_by_whichever_worker(five: Company) -> None:
    for _ in range(20):
        routed(five)
    together([work] * 4)
    kinds = Counter(db.session.scalars(select(Message.kind).where(Message.lead_id.is_not(None))))
    assert kinds["lead-escalated"] == 40, "accept-by and first-contact-by, once each"
    assert kinds["lead-passed-on"] == 20
    assert kinds["lead-offered"] == 40
    assert db.session.scalar(select(func.count()).where(Assignment.ended_at.is_(None))) == 20
    accounts = db.session.execute(select(func.sum(PoolMember.assigned), func.sum(PoolMember.credited_back))).one()
    assert accounts[0] - accounts[1] == 20
    breached = select(func.count()).where(Timer.kind == PromiseKind.FIRST_CONTACT_BY, Timer.breached_at.is_not(None))
    assert db.session.scalar(breached) == 20


def test_accepting_at_the_moment_of_expiry_ends_one_way_or_the_other(house: Company) -> None:
    leads = [routed(house).id for _ in range(12)]

    def answer(lead_id: int) -> bool:
        begin_write()
        lead = db.session.get_one(Lead, lead_id)
        try:
            accept(lead, by=db.session.get_one(User, lead.owner_id), now=EXPIRED)
        except Refusal:
            return False
        db.session.commit()
        return True

    together([*(lambda lead_id=lead_id: answer(lead_id) for lead_id in leads), work, work])
    for lead in db.session.scalars(select(Lead)):
        active = db.session.scalars(
            select(Assignment).where(Assignment.lead_id == lead.id, Assignment.ended_at.is_(None))
        ).one()
        assert active.user_id == lead.owner_id
        assert (lead.status is WorkStatus.ACCEPTED) is (active.accepted_at is not None)


def test_a_held_lead_is_released_once(house: Company) -> None:
    nobody_works(house)
    for _ in range(8):
        routed(house, now=EVENING)
    opening = EVENING.replace(day=3, hour=9)

    def release() -> int:
        released = 0
        for _ in range(8):
            begin_write()
            released += release_held(opening, 2)
            db.session.commit()
        return released

    assert sum(together([release] * 3)) == 8
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 8
    assert shares() == [4, 4]


def test_every_message_is_claimed_by_one_worker(house: Company) -> None:
    begin_write()
    for number in range(40):
        outbox.enqueue("digest", f"digest:{number}", user_id=house.rita.id, now=NOW)
    db.session.commit()

    def claim() -> list[int]:
        claimed: list[int] = []
        for _ in range(10):
            begin_write()
            claimed += [message.id for message in outbox.claim(limit=3, lease_seconds=60, now=NOW)]
            db.session.commit()
        return claimed

    claimed = [message_id for batch in together([claim] * 4) for message_id in batch]
    owed = db.session.scalar(select(func.count()).select_from(Message))
    assert len(claimed) == len(set(claimed)) == owed


def test_a_manager_who_changes_the_pool_and_a_worker_who_routes_do_not_wait_for_each_other(house: Company) -> None:
    nobody_works(house)
    for _ in range(6):
        routed(house, now=EVENING)
    members = db.session.scalars(select(PoolMember.id)).all()
    sam, opening = house.sam.id, EVENING.replace(day=3, hour=9)

    def change() -> int:
        for _ in range(6):
            for member_id in members:
                begin_write()
                member = db.session.get_one(PoolMember, member_id)
                by = db.session.get_one(User, sam)
                pause_member(member, by=by, now=opening)
                resume_member(member, by=by, now=opening)
                db.session.commit()
        return 0

    def release() -> int:
        released = 0
        for _ in range(12):
            begin_write()
            released += release_held(opening, 2)
            db.session.commit()
        return released

    together([change, change, release, release])
    assert db.session.scalar(select(func.count()).where(Lead.status == WorkStatus.OFFERED)) == 6
