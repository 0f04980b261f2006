"""The members of a pool as they stand now, read under the pool's lock: one query, and one more where caps count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select, update

from portal.models.base import db, table_of
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.member import CapPer, PoolMember
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.hot import Hot
from portal.models.team.absence import Absence
from portal.models.team.user import User
from portal.rules.handoff.fairness import Candidate, calibration_for
from portal.rules.handoff.worktime import Calendar, is_open, next_opening
from portal.services.handoff import calendars

_POOL, _MEMBER, _USER = table_of(Pool), table_of(PoolMember), table_of(User)
_ABSENCE, _ASSIGNMENT = table_of(Absence), table_of(Assignment)

_POOL_ROW = select(_POOL).where(_POOL.c.id == bindparam("pool"))
_SEEN_POOL = Hot(_POOL_ROW)
_LOCKED_POOL = Hot(_POOL_ROW.with_for_update(key_share=True))

_MEMBERS = Hot(
    select(
        _MEMBER,
        _USER.c.name,
        _USER.c.time_zone,
        _USER.c.week,
        _USER.c.disabled_at,
        _ABSENCE.c.starts_at,
        _ABSENCE.c.ends_at,
    )
    .join(_USER, _USER.c.id == _MEMBER.c.user_id)
    .outerjoin(
        _ABSENCE,
        and_(
            _ABSENCE.c.user_id == _MEMBER.c.user_id,
            _ABSENCE.c.ends_at > func.coalesce(_MEMBER.c.calibrated_at, _MEMBER.c.joined_at),
        ),
    )
    .where(_MEMBER.c.pool_id == bindparam("pool"), _MEMBER.c.left_at.is_(None))
    .order_by(_MEMBER.c.id, _ABSENCE.c.starts_at)
)


@dataclass(frozen=True)
class Standing:
    """A member with what the rotation and promises need. ``back`` is True for somebody who was away since the last
    calibration and is back: those are calibrated again, or they would get every lead until they caught up."""

    member_id: int
    weight: int
    calendar: Calendar
    candidate: Candidate
    back: bool


@dataclass(frozen=True)
class PoolNow:
    """A locked pool: its row, its members by user id, and the candidates in the order in which they joined."""

    row: Row[Any]
    standings: dict[int, Standing]
    days_off: frozenset[date]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The members as ``rules.handoff.fairness`` takes them."""
        return tuple(standing.candidate for standing in self.standings.values())

    @property
    def calendar(self) -> Calendar:
        """The pool's own hours."""
        return Calendar(calendars.week(self.row.week), self.row.time_zone, self.days_off)


def locked_pool(pool_id: int, now: datetime) -> PoolNow:
    """The pool and its members; nobody else routes in it until the transaction ends."""
    pool = _LOCKED_POOL.first({"pool": pool_id})
    seen = _seen(pool, now)
    level = _calibrated(list(seen.standings.values()), now)
    return PoolNow(pool, {item.candidate.user_id: item for item in level}, seen.days_off)


def seen_pool(pool_id: int, now: datetime) -> PoolNow:
    """The same for pages: without the lock, and nobody who is back is brought level by looking at them."""
    return _seen(_SEEN_POOL.first({"pool": pool_id}), now)


def _seen(pool: Row[Any], now: datetime) -> PoolNow:
    rows = _MEMBERS.all({"pool": pool.id})
    free = calendars.days_off(now)
    nurture = pool.kind is AssignmentKind.NURTURE
    found = [_standing(group, free, now, nurture=nurture) for group in _by_member(rows)]
    loads = _loads(pool, [group[0] for group in _by_member(rows)], now)
    return PoolNow(pool, {item.candidate.user_id: _with_load(item, loads) for item in found}, free)


def _by_member(rows: Sequence[Row[Any]]) -> list[list[Row[Any]]]:
    """The rows of each member: one per absence, or a single one without."""
    groups: dict[int, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(row.id, []).append(row)
    return list(groups.values())


def _standing(rows: list[Row[Any]], free: frozenset[date], now: datetime, *, nurture: bool) -> Standing:
    """``nurture``: marketing is handed leads at any hour, there is no promise of minutes to keep."""
    first = rows[0]
    absences = tuple((row.starts_at, row.ends_at) for row in rows if row.ends_at is not None and row.ends_at > now)
    calendar = Calendar(calendars.week(first.week), first.time_zone, free, absences)
    away = next((end for start, end in absences if start <= now), None)
    works = nurture or is_open(calendar, now)
    zone = ZoneInfo(first.time_zone)
    opens = None if works and away is None else next_opening(calendar, away or now)
    candidate = Candidate(
        user_id=first.user_id,
        name=first.name,
        weight=first.weight,
        cap=first.cap,
        assigned=first.assigned,
        credited_back=first.credited_back,
        calibration=first.calibration,
        last_served=first.last_served,
        active=first.paused_at is None and first.disabled_at is None,
        away_until=away.astimezone(zone) if away else None,
        open=works,
        next_open=opens.astimezone(zone) if opens else None,
    )
    back = any(row.ends_at is not None and row.ends_at <= now for row in rows) and away is None
    return Standing(first.id, first.weight, calendar, candidate, back)


def _with_load(standing: Standing, loads: dict[int, int]) -> Standing:
    if standing.candidate.cap is None:
        return standing
    return replace(standing, candidate=replace(standing.candidate, load=loads.get(standing.candidate.user_id, 0)))


def _loads(pool: Row[Any], members: Iterable[Row[Any]], now: datetime) -> dict[int, int]:
    """What each cap counts, by user id: one grouped query, none when nobody has a cap."""
    counted = [_counted(pool, member, now) for member in members if member.cap is not None]
    if not counted:
        return {}
    loads = (
        select(_ASSIGNMENT.c.user_id, func.count().label("load")).where(or_(*counted)).group_by(_ASSIGNMENT.c.user_id)
    )
    return {row.user_id: row.load for row in db.session.execute(loads)}


def _counted(pool: Row[Any], member: Row[Any], now: datetime) -> ColumnElement[bool]:
    """Leads in hand, from wherever; or leads that this pool gave in the member's own day, week or month."""
    mine = _ASSIGNMENT.c.user_id == member.user_id
    if member.cap_per is CapPer.OPEN:
        return and_(mine, _ASSIGNMENT.c.ended_at.is_(None), _ASSIGNMENT.c.kind == pool.kind)
    since = period_start(member.cap_per, member.time_zone, now)
    given = and_(_ASSIGNMENT.c.offered_at >= since, _ASSIGNMENT.c.credited_back.is_(False))
    return and_(_ASSIGNMENT.c.pool_id == pool.id, mine, given)


def period_start(cap_per: CapPer, time_zone: str, now: datetime) -> datetime:
    """When the member's day, week (from Monday) or month began, on the clock of their zone."""
    local = now.astimezone(ZoneInfo(time_zone))
    day = local.date()
    if cap_per is CapPer.WEEK:
        day -= timedelta(days=day.weekday())
    elif cap_per is CapPer.MONTH:
        day = day.replace(day=1)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def _calibrated(standings: list[Standing], now: datetime) -> list[Standing]:
    """Those who are back from an absence start level with the others, but never lower than they left."""
    return [_brought_level(item, standings, now) if item.back else item for item in standings]


def _brought_level(item: Standing, standings: list[Standing], now: datetime) -> Standing:
    others = [other.candidate for other in standings if other is not item and not other.back]
    had = item.candidate.assigned - item.candidate.credited_back
    calibration = item.candidate.calibration
    if others:
        calibration = max(calibration, calibration_for(others, item.weight, had))
    values = {"calibration": calibration, "calibrated_at": now}
    db.session.execute(update(_MEMBER).where(_MEMBER.c.id == item.member_id).values(values))
    return replace(item, candidate=replace(item.candidate, calibration=calibration), back=False)
