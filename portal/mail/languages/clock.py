"""Days and times in the language of a prospect, on the clock of their own wall."""

from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from portal.rules import moments

ENGLISH = "en-GB"
"""Of those who only said English: the clock has 24 hours, and the day comes before the month."""


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(ENGLISH if code in ("", "en") else code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(ENGLISH, sep="-")


def weekday_in(day: date, code: str) -> str:
    """``Tuesday 24 November``."""
    return str(format_skeleton("MMMMEEEEd", day, locale=_locale(code)))


def short_day_in(day: date, code: str) -> str:
    """``Tue 24 Nov``."""
    return str(format_skeleton("MMMEd", day, locale=_locale(code)))


def time_in(moment: datetime, code: str) -> str:
    """``14:30``; the moment stands on the wall that is meant."""
    return str(format_time(time(moment.hour, moment.minute), "short", locale=_locale(code)))


def span_in(start: datetime, end: datetime, zone: str, code: str) -> str:
    """``Tuesday 24 November 2026, 14:00–14:45 (Europe/Berlin)``."""
    wall = moments.zone(zone)
    begins, ends = start.astimezone(wall), end.astimezone(wall)
    day = format_date(begins.date(), "full", locale=_locale(code))
    return f"{day}, {time_in(begins, code)}–{time_in(ends, code)} ({zone_name(zone)})"


def zone_name(zone: str) -> str:
    """``America/New York``."""
    return zone.replace("_", " ")
