"""Free slots: when a prospect can meet a rep (H11).

A slot is a stretch of the rep's working time, as long as the meeting, in which the time that a meeting occupies (with
the minutes kept free before and after it) touches no other occupied time. Slots begin on the clock of the rep's wall;
who reads them sees the same moments on the clock of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from portal.rules.handoff.worktime import Calendar, Spell, open_stretches

QUANTUM = 15
"""Minutes. Every offset of today's clocks from UTC is a multiple of it, so a slot is a whole number of quanta."""
STEP = 30
"""Minutes between the beginnings that are offered."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUANTUM = timedelta(minutes=QUANTUM)
_LOOK_BACK = timedelta(days=1)
"""Beginnings are counted from where the working time began, not from where the notice ends."""
_STAMP = "%Y%m%dT%H%MZ"


@dataclass(frozen=True)
class Pace:
    """How a rep takes meetings of one type. All in minutes and multiples of ``QUANTUM``, but ``days``: how far ahead.

    ``before`` and ``after`` are kept free around a meeting; ``notice`` is the least time between booking and meeting.
    """

    minutes: int
    before: int = 0
    after: int = 15
    notice: int = 240
    days: int = 14

    def occupied(self, start: datetime) -> Spell:
        """What a meeting that begins then takes of the rep's time."""
        return start - timedelta(minutes=self.before), start + timedelta(minutes=self.minutes + self.after)


def free_slots(calendar: Calendar, taken: Iterable[Spell], pace: Pace, now: datetime) -> tuple[datetime, ...]:
    """When a meeting can begin, in UTC, soonest first. ``taken`` are the occupied times of the meetings that stand."""
    first, until = now + timedelta(minutes=pace.notice), now + timedelta(days=pace.days)
    busy = sorted(taken)
    found: list[datetime] = []
    for opens, closes in open_stretches(calendar, now - _LOOK_BACK, until):
        fitting = _beginnings(opens, closes, pace, calendar.zone)
        found += [start for start in fitting if start >= first and _is_free(start, busy, pace)]
    return tuple(found)


def _beginnings(opens: datetime, closes: datetime, pace: Pace, zone: str) -> Iterator[datetime]:
    """Every half hour on the wall clock at which a meeting of that length fits into the stretch."""
    start = _next_quantum(opens)
    while start + timedelta(minutes=pace.minutes) <= closes:
        local = start.astimezone(ZoneInfo(zone))
        if local.minute % STEP == 0 or start == opens:
            yield start
        start += _QUANTUM


def _next_quantum(at: datetime) -> datetime:
    quanta = -((_EPOCH - at) // _QUANTUM)
    return _EPOCH + quanta * _QUANTUM


def _is_free(start: datetime, busy: list[Spell], pace: Pace) -> bool:
    begins, ends = pace.occupied(start)
    return not any(begins < other_end and other_start < ends for other_start, other_end in busy)


def quanta(spell: Spell) -> range:
    """The quarters of an hour that the time touches, counted from 1970: what the database lets nobody take twice."""
    start, end = spell
    return range((start - _EPOCH) // _QUANTUM, -((_EPOCH - end) // _QUANTUM))


@dataclass(frozen=True)
class Day:
    """The slots of one day on somebody's wall."""

    date: date
    starts: tuple[datetime, ...]


def by_day(starts: Iterable[datetime], zone: str) -> tuple[Day, ...]:
    """The slots on the clock of that zone, day by day. The moments stay what they are."""
    wall = ZoneInfo(zone)
    local = (start.astimezone(wall) for start in starts)
    return tuple(Day(day, tuple(slots)) for day, slots in groupby(local, key=lambda start: start.date()))


def stamp(start: datetime) -> str:
    """The moment as a page posts it: ``20261124T1400Z``."""
    return start.astimezone(UTC).strftime(_STAMP)


def from_stamp(text: str) -> datetime | None:
    """The moment, None for what is none."""
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
