"""Free times for a colleague who books: on their own clock, day by day."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import request

from portal.mail.languages.clock import short_day_in, time_in, weekday_in
from portal.models.handoff.meeting import Meeting
from portal.models.team.user import User
from portal.rules.handoff.meetings import MeetingKind
from portal.rules.handoff.slots import by_day, stamp
from portal.services.handoff.booking_times import free_times, offering_of


@dataclass(frozen=True)
class Way:
    """A link to another day or another type."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Times:
    """``times`` are what is posted and what is read; empty where nothing is free."""

    kind: MeetingKind
    name: str
    kinds: tuple[Way, ...]
    days: tuple[Way, ...]
    day: str
    times: tuple[tuple[str, str], ...]


def times(rep: User, reader: User, now: datetime, *, moving: Meeting | None = None) -> Times:
    """What the rep has free, without notice. The type is the one of the address, or that of the meeting that moves."""
    offering = offering_of(rep)
    kind = moving.kind if moving else _kind()
    days = by_day(free_times(rep, kind, now, instead_of=moving, by_rep=True), reader.time_zone)
    shown = next((day for day in days if day.date.isoformat() == request.values.get("day")), days[0] if days else None)
    kinds = [] if moving else list(MeetingKind)
    return Times(
        kind=kind,
        name=offering.types[kind].name,
        kinds=tuple(
            Way(f"{offering.types[one].name}, {offering.types[one].minutes} min", _to(kind=one.value), one is kind)
            for one in kinds
        ),
        days=tuple(
            Way(short_day_in(day.date, "en"), _to(kind=kind.value, day=day.date.isoformat()), day is shown)
            for day in days
        ),
        day=weekday_in(shown.date, "en") if shown else "",
        times=tuple((stamp(start), time_in(start, "en")) for start in shown.starts) if shown else (),
    )


def _kind() -> MeetingKind:
    try:
        return MeetingKind(request.values.get("kind", MeetingKind.DISCOVERY))
    except ValueError:
        return MeetingKind.DISCOVERY


def _to(**told: str) -> str:
    return f"{request.path}?{urlencode(told)}"
