"""The inbox's list as ready values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.reports.inbox import InboxRow, View
from portal.rules.handoff.stages import WorkStatus
from portal.web.sales.due import Due, due
from portal.web.sales.words import ENDS
from portal.web.shared.filters import day, status_words

LABELS: Mapping[View, str] = {
    View.ACCEPT: "To accept",
    View.WORKING: "Working",
    View.WAITING: "Waiting",
    View.DONE: "Done",
}
NOTHING: Mapping[View, tuple[str, str, str]] = {
    View.ACCEPT: ("inbox", "Nothing to accept", "New leads appear here by themselves, and you get a mail for each."),
    View.WORKING: ("phone", "No leads in work", "What you accept stays here until it is won, lost or given back."),
    View.WAITING: ("hourglass", "Nothing waits", "Leads that nobody can take right now, and that you answer for."),
    View.DONE: ("check-check", "Nothing done yet", "Leads that you gave back, passed on or closed."),
}
_SAID: Mapping[View, tuple[str, str]] = {
    View.ACCEPT: ("lead to accept", "leads to accept"),
    View.WORKING: ("lead in work", "leads in work"),
    View.WAITING: ("lead waits", "leads wait"),
    View.DONE: ("lead done", "leads done"),
}


@dataclass(frozen=True)
class Listed:
    """One row as the list draws it."""

    lead_id: int
    href: str
    name: str
    level: str
    company: str
    job_title: str
    size: str
    need: str
    due: Due | None
    note: str


def listed(row: InboxRow, view: View, now: datetime) -> Listed:
    """The row in words; what is done says how it ended instead of when it is due."""
    done = view is View.DONE
    return Listed(
        lead_id=row.lead_id,
        href=url_for("sales.inbox_lead", lead_id=row.lead_id, view=view.value),
        name=row.name or "No name",
        level=row.level.value,
        company=row.company,
        job_title=row.job_title,
        size=row.size_text,
        need=row.need,
        due=None if done else due(row.due_at, now),
        note=_ended(row) if done else _status(row),
    )


def said(view: View, count: int, *, more: bool) -> str:
    """``3 leads to accept``, for those who listen to the page."""
    one, many = _SAID[view]
    return f"{count}{' or more' if more else ''} {one if count == 1 and not more else many}"


def _ended(row: InboxRow) -> str:
    words = ENDS[row.end] if row.end else ""
    return f"{words}, {day(row.ended_at)}" if row.ended_at else words


def _status(row: InboxRow) -> str:
    return "" if row.status is WorkStatus.OFFERED else status_words(row.status)
