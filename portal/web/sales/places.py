"""Where a list goes on, as it stands in an address. What cannot be read begins at the beginning."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request, url_for

from portal.reports import inbox, timeline
from portal.web.shared.addresses import held
from portal.web.shared.login import POLL

NAME = "after"
BIGGEST = Decimal(10**15)
"""No company is larger; no database is asked to count further."""


def inbox_place() -> inbox.Place | None:
    """``after`` of the inbox: moment, size and id."""
    at, size, number = _parts(3)
    try:
        return inbox.Place(_moment(at), _size(size), held(number)) if at else None
    except (ValueError, InvalidOperation, OverflowError):
        return None


def timeline_place() -> timeline.Place | None:
    """``after`` of a timeline: moment, rank and id."""
    at, rank, number = _parts(3)
    try:
        return timeline.Place(_moment(at), held(rank), held(number)) if at else None
    except (ValueError, OverflowError):
        return None


def text_of(place: "inbox.Place | timeline.Place") -> str:
    """The place as it stands in the address."""
    middle = f"{place.size:f}" if isinstance(place, inbox.Place) else str(place.rank)
    return f"{place.at.isoformat()}~{middle}~{place.id}"


def here(**changes: object) -> str:
    """This page's address with other values; None leaves a value out. A page that fetched itself links to no such."""
    kept = {**request.args.to_dict(flat=False), POLL: None, **changes}
    values: dict[str, Any] = {**(request.view_args or {}), **kept}
    return url_for(request.endpoint or "", **values)


def _parts(number: int) -> list[str]:
    parts = request.args.get(NAME, "").split("~")
    return parts if len(parts) == number else [""] * number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _size(text: str) -> Decimal:
    size = Decimal(text)
    if not (size.is_finite() and 0 <= size < BIGGEST):
        raise InvalidOperation
    return size
