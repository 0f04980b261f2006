"""Words for templates: moments in the reader's own zone, durations, levels, names."""

from datetime import datetime, tzinfo

from flask import Flask, has_request_context
from flask_login import current_user

from portal.rules import moments
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
    for function in (when, clock, day, ago, moments.duration, initials, status_words, level_words):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["utcnow"] = utcnow
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def reader_zone() -> tzinfo:
    """The zone of whoever reads the page; UTC for strangers."""
    return moments.zone(getattr(current_user, "time_zone", "UTC") if has_request_context() else "UTC")


def when(moment: datetime | None, empty: str = "") -> str:
    """Day and time in the reader's zone: ``Today 14:05``."""
    return moments.when(moment, reader_zone(), utcnow()) if moment else empty


def clock(moment: datetime) -> str:
    """Hours and minutes in the reader's zone."""
    return f"{moment.astimezone(reader_zone()):%H:%M}"


def day(moment: datetime | None, empty: str = "") -> str:
    """The day in the reader's zone: ``Today``, ``Mon 23 Nov``."""
    if moment is None:
        return empty
    reader = reader_zone()
    return moments.day(moment.astimezone(reader).date(), utcnow().astimezone(reader).date())


def ago(moment: datetime) -> str:
    """How long ago: ``4 min ago``."""
    return f"{moments.duration(utcnow() - moment)} ago"


def status_words(status: WorkStatus | str) -> str:
    """The work status in the portal's words."""
    return STATUS_WORDS[WorkStatus(status)]


def level_words(level: Qualification | str) -> str:
    """MQL, SQL, Unqualified."""
    return LEVEL_WORDS[Qualification(level)]
