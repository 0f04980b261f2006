"""Members of a pool: joined, paused, weighed, gone. Whoever starts or comes back starts level with the others (H5)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.member import CapPer, PoolMember
from portal.models.handoff.pool import Pool
from portal.models.team.user import User
from portal.rules.handoff.fairness import HALF, Candidate, calibration_for
from portal.rules.refusal import Refusal
from portal.services.handoff import holding
from portal.services.handoff.candidates import locked_pool
from portal.services.handoff.locking import lock_pool
from portal.services.ops import history

HEAVIEST = 100


class MemberRefused(Refusal):
    """The member cannot be like this; ``field`` names what to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def add_member(
    pool: Pool,
    user: User,
    *,
    weight: int = 1,
    cap: int | None = None,
    cap_per: CapPer = CapPer.OPEN,
    by: User,
    now: datetime,
) -> PoolMember:
    """Take somebody in, or back in, level with the others: neither first in line nor owed what they missed.

    Raises MemberRefused.
    """
    _check(weight, cap)
    if not user.active:
        raise MemberRefused("user", f"{user.name} cannot sign in any more. Choose somebody else.")
    member = _former(pool, user)
    others = _others(pool.id, user.id, now)
    member = member or PoolMember(pool_id=pool.id, user_id=user.id, assigned=0, credited_back=0)
    member.joined_at, member.left_at, member.paused_at = now, None, None
    member.weight, member.cap, member.cap_per = weight, cap, cap_per
    member.calibration = calibration_for(others, weight, member.assigned - member.credited_back)
    member.calibrated_at = now
    db.session.add(member)
    db.session.flush()
    _note("pool.joined", member, by, now)
    return member


def _former(pool: Pool, user: User) -> PoolMember | None:
    """Their membership of old times. Raises MemberRefused for one that has not ended."""
    mine = select(PoolMember).where(PoolMember.pool_id == pool.id, PoolMember.user_id == user.id)
    member = db.session.scalars(mine).one_or_none()
    if member is not None and member.left_at is None:
        raise MemberRefused("user", f"{user.name} is a member already.")
    return member


def change_member(
    member: PoolMember, *, weight: int, cap: int | None, cap_per: CapPer, by: User, now: datetime
) -> None:
    """Other weight or cap, from the next lead on: what was given so far does not count differently afterwards.

    Raises MemberRefused.
    """
    _check(weight, cap)
    others = _others(member.pool_id, member.user_id, now)
    db.session.refresh(member)
    if weight != member.weight:
        member.calibration = _reweighed(member, weight, others)
    member.weight, member.cap, member.cap_per = weight, cap, cap_per
    _note("pool.member_changed", member, by, now)


def pause_member(member: PoolMember, *, by: User, now: datetime) -> None:
    """No new leads until resumed; leads in hand stay."""
    lock_pool(member.pool_id)
    member.paused_at = member.paused_at or now
    _note("pool.paused", member, by, now)


def resume_member(member: PoolMember, *, by: User, now: datetime) -> None:
    """Back in the rotation, level with the others; who was ahead of them stays ahead."""
    others = _others(member.pool_id, member.user_id, now)
    db.session.refresh(member)
    if member.paused_at is None:
        return
    had = member.assigned - member.credited_back
    if others:
        member.calibration = max(member.calibration, calibration_for(others, member.weight, had))
    member.paused_at, member.calibrated_at = None, now
    _note("pool.resumed", member, by, now)


def remove_member(member: PoolMember, *, by: User, now: datetime) -> None:
    """Out of the pool; leads in hand stay with them until they are moved."""
    lock_pool(member.pool_id)
    member.left_at = member.left_at or now
    _note("pool.left", member, by, now)


def _check(weight: int, cap: int | None) -> None:
    if not 0 <= weight <= HEAVIEST:
        raise MemberRefused("weight", f"A weight is a whole number from 0 to {HEAVIEST}; 0 takes no new leads.")
    if cap is not None and cap < 1:
        raise MemberRefused("cap", "A cap is at least 1. Leave it empty for none, or pause the member.")


def _others(pool_id: int, user_id: int, now: datetime) -> list[Candidate]:
    """The other members as they stand, under the pool's lock."""
    db.session.flush()
    return [other for other in locked_pool(pool_id, now).candidates if other.user_id != user_id]


def _reweighed(member: PoolMember, weight: int, others: list[Candidate]) -> Decimal:
    """The calibration with which the member's pace (leads per unit of weight) stays what it was."""
    had = member.assigned - member.credited_back
    if member.weight == 0:
        return calibration_for(others, weight, had)
    half = Decimal(HALF.numerator) / HALF.denominator
    pace = (member.calibration + had - half) / member.weight
    return pace * weight + half - had


def _note(kind: str, member: PoolMember, by: User, now: datetime) -> None:
    """Leads that are held may go to somebody now."""
    db.session.flush()
    holding.recheck(now)
    data = {"user_id": member.user_id, "weight": member.weight, "cap": member.cap, "cap_per": member.cap_per}
    history.record(kind, f"pool:{member.pool_id}", now=now, actor=by, data=data)
