"""Moments and durations as people say them, in the reader's own zone."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FAR_DAYS = 180


def zone(name: str) -> tzinfo:
    """The zone of that IANA name; UTC where it is unknown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last for folders of zones, and for very long names
        return UTC


def when(moment: datetime, reader: tzinfo, now: datetime) -> str:
    """Day and time: ``Today 14:05``, ``Mon 23 Nov, 09:30``, ``3 Mar 2025, 09:30``."""
    local = moment.astimezone(reader)
    today = now.astimezone(reader).date()
    comma = "" if abs((local.date() - today).days) <= 1 else ","
    return f"{day(local.date(), today)}{comma} {local:%H:%M}"


def day(moment: date, today: date) -> str:
    """The day: ``Today``, ``Mon 23 Nov``, ``3 Mar 2025``."""
    distance = (moment - today).days
    near = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(distance)
    if near:
        return near
    if abs(distance) < FAR_DAYS:
        return f"{moment:%a} {moment.day} {moment:%b}"
    return f"{moment.day} {moment:%b %Y}"


def duration(delta: timedelta) -> str:
    """A length of time in its largest sensible unit: ``4 min``, ``3 h``, ``2 days``; never negative."""
    minutes = max(0, round(delta.total_seconds() / 60))
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} h"
    return f"{round(minutes / 1440)} days"
