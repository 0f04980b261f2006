"""Working time: when somebody works, when a promise is due, how much working time passed.

An instant is open when its wall time in the calendar's zone lies in one of that weekday's spells, on a day that is not
off, outside every absence. Everything else follows from that sentence: across a clock change a spell is as long as the
clock on the wall makes it, so the night shift of the spring change is an hour shorter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.rules.handoff.week import Span, Week, WeekError, week_from_json, week_in_words, week_to_json

__all__ = [
    "Calendar", "Week", "WeekError", "add_working", "is_open", "next_opening", "open_stretches", "week_from_json",
    "week_in_words", "week_to_json", "working_minutes_between",
]  # fmt: skip

Spell = tuple[datetime, datetime]
HORIZON_DAYS = 366
_ONE_MINUTE = timedelta(minutes=1)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """When one person (or a pool) works. ``absences`` are pairs of aware datetimes, end excluded."""

    week: Week
    zone: str = "UTC"
    days_off: frozenset[date] = frozenset()
    absences: tuple[Spell, ...] = ()


def is_open(calendar: Calendar, at: datetime) -> bool:
    """True when the instant is working time; a spell's start is, its end is not."""
    if any(start <= at < end for start, end in calendar.absences):
        return False
    local = at.astimezone(ZoneInfo(calendar.zone))
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in _spans(calendar, local.date()))


def next_opening(calendar: Calendar, at: datetime, limit_days: int = HORIZON_DAYS) -> datetime | None:
    """The instant itself when it is open, else when the next spell starts; None when none starts within the limit."""
    return next((start for start, _ in _open_spells(calendar, at, at + limit_days * _ONE_DAY)), None)


def add_working(calendar: Calendar, start: datetime, minutes: float) -> datetime:
    """When that much working time has passed since ``start``; no minutes are over at once.

    A promise always has a due time: what a year of the calendar cannot hold runs on the wall clock from its last open
    instant (from ``start`` where there is none), so a forgotten calendar is escalated instead of sleeping for ever.
    """
    left, reached = timedelta(minutes=minutes), start.astimezone(UTC)
    if not left:
        return reached
    for opens, closes in _open_spells(calendar, start, start + HORIZON_DAYS * _ONE_DAY):
        if closes - opens >= left:
            return opens + left
        left, reached = left - (closes - opens), closes
    return reached + left


def working_minutes_between(calendar: Calendar, start: datetime, end: datetime) -> float:
    """Minutes of working time from ``start`` to ``end``; 0 when ``end`` is not later."""
    return sum((closes - opens) / _ONE_MINUTE for opens, closes in _open_spells(calendar, start, end))


def open_stretches(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Spell]:
    """Working time in [start, end), in UTC and in order; what goes on without a break is one stretch."""
    pending: Spell | None = None
    for opens, closes in _open_spells(calendar, start, end):
        if pending is not None and pending[1] == opens:
            pending = pending[0], closes
            continue
        if pending is not None:
            yield pending
        pending = opens, closes
    if pending is not None:
        yield pending


def _open_spells(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Spell]:
    """Open stretches of [start, end) in UTC, in order, none empty, none overlapping."""
    away = sorted(spell for spell in calendar.absences if spell[0] < spell[1])
    for spell in _week_spells(calendar, start.astimezone(UTC), end.astimezone(UTC)):
        yield from _without(spell, away)


def _week_spells(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Spell]:
    if calendar.week.is_empty:
        return
    for piece_start, piece_end, offset in _constant_offsets(ZoneInfo(calendar.zone), start, end):
        day = (piece_start + offset).date()
        last = (piece_end + offset).date()
        while day <= last:
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - offset
            for opens, closes in _spans(calendar, day):
                first = max(midnight + opens * _ONE_MINUTE, piece_start)
                until = min(midnight + closes * _ONE_MINUTE, piece_end)
                if first < until:
                    yield first, until
            day += _ONE_DAY


def _constant_offsets(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """[start, end) cut where the zone's offset from UTC changes, in pieces of a week at most."""
    while start < end:
        stop = min(start + 7 * _ONE_DAY, end)
        offset = _offset(zone, start)
        if _offset(zone, stop) != offset:
            stop = _change(zone, start, stop)
        yield start, stop, offset
        start = stop


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first whole second at which the offset is no longer that of ``before``; clocks change on whole seconds."""
    offset = _offset(zone, before)
    low, high = int(before.timestamp()), int(after.timestamp()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, datetime.fromtimestamp(middle, UTC)) == offset else (low, middle)
    return datetime.fromtimestamp(high, UTC)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _spans(calendar: Calendar, day: date) -> tuple[Span, ...]:
    return () if day in calendar.days_off else calendar.week.days[day.weekday()]


def _without(spell: Spell, away: Iterable[Spell]) -> Iterator[Spell]:
    """What is left of the spell; ``away`` is sorted by start."""
    opens, closes = spell
    for start, end in away:
        if start >= closes:
            break
        if opens < start:
            yield opens, start
        opens = max(opens, end)
    if opens < closes:
        yield opens, closes
