"""How much everybody has in hand, and how they kept their promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from portal.models.base import db
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import Pool
from portal.models.handoff.timer import Timer, TimerState
from portal.models.intake.lead import Lead
from portal.models.team.absence import Absence, absences_from
from portal.models.team.user import Role, User, active_users
from portal.rules.handoff.stages import WITH_REP, WorkStatus

PERIOD = timedelta(days=30)
HELD_SHOWN = 200


@dataclass(frozen=True)
class Load:
    """One person. Promises are those that were due in the period; ``away`` is the next or running absence."""

    user: User
    to_accept: int
    in_work: int
    kept: int
    missed: int
    away: Absence | None


@dataclass(frozen=True)
class PoolRow:
    """One pool with the names of its members, those who are paused marked."""

    pool: Pool
    manager: str
    fallback: str
    members: tuple[tuple[str, bool], ...]


def loads(now: datetime) -> tuple[Load, ...]:
    """Everybody who may be given leads, by name. Four queries."""
    users = db.session.scalars(active_users(Role.REP, Role.MANAGER)).all()
    ids = [user.id for user in users]
    hands, promises, away = _in_hand(ids), _promises(ids, now), _away(ids, now)
    return tuple(_load(user, hands, promises, away) for user in users)


def _load(
    user: User, hands: dict[tuple[int, bool], int], promises: dict[tuple[int, bool], int], away: dict[int, Absence]
) -> Load:
    return Load(
        user=user,
        to_accept=hands.get((user.id, True), 0),
        in_work=hands.get((user.id, False), 0),
        kept=promises.get((user.id, True), 0),
        missed=promises.get((user.id, False), 0),
        away=away.get(user.id),
    )


def _in_hand(ids: list[int]) -> dict[tuple[int, bool], int]:
    """(user, still to accept) → leads."""
    offered = (Lead.status == WorkStatus.OFFERED).label("offered")
    query = select(Lead.owner_id, offered, func.count()).where(Lead.owner_id.in_(ids), Lead.status.in_(WITH_REP))
    rows = db.session.execute(query.group_by(Lead.owner_id, offered)).all()
    return {(user_id or 0, bool(waits)): count for user_id, waits, count in rows}


def _promises(ids: list[int], now: datetime) -> dict[tuple[int, bool], int]:
    """(user, kept) → promises that were answered or broken."""
    kept = Timer.breached_at.is_(None).label("kept")
    query = (
        select(Timer.user_id, kept, func.count())
        .where(Timer.user_id.in_(ids), Timer.due_at > now - PERIOD, Timer.due_at <= now + PERIOD)
        .where((Timer.state == TimerState.MET) | Timer.breached_at.is_not(None))
        .group_by(Timer.user_id, kept)
    )
    return {(user_id, bool(good)): count for user_id, good, count in db.session.execute(query).all()}


def _away(ids: list[int], now: datetime) -> dict[int, Absence]:
    """The earliest of each."""
    found: dict[int, Absence] = {}
    for absence in db.session.scalars(absences_from(ids, now)):
        found.setdefault(absence.user_id, absence)
    return found


def pools() -> tuple[PoolRow, ...]:
    """Every pool, those in use first. Three queries."""
    rows = db.session.scalars(select(Pool).order_by(Pool.archived_at.is_not(None), Pool.name, Pool.id)).all()
    members: dict[int, list[tuple[str, bool]]] = {row.id: [] for row in rows}
    query = select(PoolMember).where(PoolMember.left_at.is_(None)).order_by(PoolMember.id)
    for member in db.session.scalars(query):
        members[member.pool_id].append((member.user.name, member.paused_at is not None))
    wanted = {user_id for row in rows for user_id in (row.manager_id, row.fallback_id) if user_id}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(wanted))).all())
    return tuple(
        PoolRow(row, names.get(row.manager_id, ""), names.get(row.fallback_id or 0, ""), tuple(members[row.id]))
        for row in rows
    )


def held() -> Sequence[Lead]:
    """Leads that nobody can take now, the soonest promise first."""
    query: Select[Lead] = select(Lead).where(Lead.status == WorkStatus.HELD).order_by(Lead.due_at, Lead.id)
    return db.session.scalars(query.limit(HELD_SHOWN)).all()
