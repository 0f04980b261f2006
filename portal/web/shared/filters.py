"""Words for templates: moments in the reader's own zone, durations, levels, names."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, has_request_context
from flask_login import current_user

from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import WorkStatus
from portal.rules.identity import initials
from portal.web.shared.clock import utcnow

STATUS_WORDS = {
    WorkStatus.NEW: "New",
    WorkStatus.QUARANTINED: "Set aside",
    WorkStatus.NURTURE: "Nurture",
    WorkStatus.MARKETING_REVIEW: "In review",
    WorkStatus.QUEUED: "Queued",
    WorkStatus.HELD: "Waiting for a rep",
    WorkStatus.OFFERED: "To accept",
    WorkStatus.ACCEPTED: "Accepted",
    WorkStatus.WORKING: "Working",
    WorkStatus.MEETING_SET: "Meeting set",
    WorkStatus.FIT_CONFIRMED: "Fit confirmed",
    WorkStatus.OPPORTUNITY: "Opportunity",
    WorkStatus.REJECTED: "Returned",
    WorkStatus.DISQUALIFIED: "Disqualified",
    WorkStatus.WON: "Won",
    WorkStatus.LOST: "Lost",
    WorkStatus.MERGED: "Merged",
    WorkStatus.ERASED: "Erased",
}
LEVEL_WORDS = {Qualification.SQL: "SQL", Qualification.MQL: "MQL", Qualification.UNQUALIFIED: "Unqualified"}


def init_filters(app: Flask) -> None:
    """Register the filters under their functions' names."""
    for function in (when, clock, day, ago, duration, initials, status_words, level_words):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["utcnow"] = utcnow
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def reader_zone() -> tzinfo:
    """The zone of whoever reads the page; UTC for strangers."""
    name = getattr(current_user, "time_zone", "UTC") if has_request_context() else "UTC"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def when(moment: datetime | None, empty: str = "") -> str:
    """Day and time as the reader says them: ``Today 14:05``, ``Mon 23 Nov, 09:30``, ``3 Mar 2025, 09:30``."""
    if moment is None:
        return empty
    local = moment.astimezone(reader_zone())
    return f"{_day_words(local)}{' ' if _near(local) else ', '}{local:%H:%M}"


def clock(moment: datetime) -> str:
    """Hours and minutes in the reader's zone."""
    return f"{moment.astimezone(reader_zone()):%H:%M}"


def day(moment: datetime | None, empty: str = "") -> str:
    """The day in the reader's zone: ``Today``, ``Mon 23 Nov``, ``3 Mar 2025``."""
    return _day_words(moment.astimezone(reader_zone())) if moment else empty


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


def ago(moment: datetime) -> str:
    """How long ago: ``4 min ago``."""
    return f"{duration(utcnow() - moment)} ago"


def status_words(status: WorkStatus | str) -> str:
    """The work status in the portal's words."""
    return STATUS_WORDS[WorkStatus(status)]


def level_words(level: Qualification | str) -> str:
    """MQL, SQL, Unqualified."""
    return LEVEL_WORDS[Qualification(level)]


def _near(local: datetime) -> bool:
    return _distance(local) in (-1, 0, 1)


def _distance(local: datetime) -> int:
    return (local.date() - utcnow().astimezone(local.tzinfo).date()).days


def _day_words(local: datetime) -> str:
    near = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(_distance(local))
    if near:
        return near
    if abs(_distance(local)) < 180:
        return f"{local:%a} {local.day} {local:%b}"
    return f"{local.day} {local:%b %Y}"
