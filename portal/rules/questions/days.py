"""Bounds of dates as form makers write them: a day, or a day told from today."""

import re
from datetime import date, datetime, timedelta

from portal.rules.questions.key import Settings

_FIXED = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_TOLD = re.compile(r"today(?:([+-])([0-9]{1,4}))?")
_FIRST_TODAY, _LAST_TODAY = timedelta(hours=-12), timedelta(hours=14)
"""Where on earth a day ends last, and where it begins first."""


def bound(typed: str) -> str | None:
    """The bound as it is kept: ``2027-03-31``, ``today``, ``today+14``, ``today-30``; None for what is none."""
    text = "".join(typed.lower().split())
    if _TOLD.fullmatch(text):
        return text
    return text if fixed(text) else None


def fixed(text: str) -> date | None:
    """The day itself; None for one that is told from today."""
    try:
        return date.fromisoformat(text) if _FIXED.fullmatch(text) else None
    except ValueError:
        return None


def first_day(settings: Settings, now: datetime | None) -> date | None:
    """The earliest day that is taken. Today is today anywhere on earth: nobody is refused for where they live. Without
    ``now`` a bound that is told from today holds nothing back."""
    return _day(settings.earliest, now, _FIRST_TODAY)


def last_day(settings: Settings, now: datetime | None) -> date | None:
    """The latest day that is taken, in the same way."""
    return _day(settings.latest, now, _LAST_TODAY)


def _day(text: str, now: datetime | None, hours: timedelta) -> date | None:
    told = _TOLD.fullmatch(text)
    if told is None:
        return fixed(text)
    if now is None:
        return None
    days = int(f"{told[1] or '+'}{told[2] or 0}")
    return (now + hours).date() + timedelta(days=days)
