"""The filters of the list of leads, as they stand in its address."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from portal.reports.leads import Filters
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.facts import Fact
from portal.rules.handoff.stages import WorkStatus
from portal.web.shared.addresses import held
from portal.web.shared.filters import LEVEL_WORDS, STATUS_WORDS
from portal.web.shared.forms import clean

LONGEST = 120
NAMES = (
    *("q", "status", "level", "owner", "form", "source", "campaign", "missing", "overdue"),
    *("answered", "reached", "from", "to"),
)
Chosen = TypeVar("Chosen", bound=StrEnum)
REACHED: Mapping[str, Fact] = {
    "lead": Fact.KNOWN,
    **{fact.value.removesuffix("_at"): fact for fact in Fact if fact is not Fact.KNOWN},
}
"""``reached=sql``: names of the facts without their ``_at``; the funnel calls everybody who came a lead."""
REACHED_WORDS: Mapping[Fact, str] = {
    Fact.KNOWN: "Came in",
    Fact.MQL: "Became an MQL",
    Fact.SQL: "Became an SQL",
    Fact.ACCEPTED: "Accepted by a rep",
    Fact.FIT_CONFIRMED: "Fit confirmed",
    Fact.OPPORTUNITY: "Became an opportunity",
    Fact.WON: "Won",
    Fact.LOST: "Lost",
}
STATUSES = tuple((status.value, words) for status, words in STATUS_WORDS.items())
LEVELS = tuple((level.value, words) for level, words in LEVEL_WORDS.items())
STAGES = tuple((name, REACHED_WORDS[fact]) for name, fact in REACHED.items())


def filters() -> Filters:
    """What the address asks for; what makes no sense there is left out."""
    return Filters(
        words=text("q"),
        status=_one(WorkStatus, "status"),
        level=_one(Qualification, "level"),
        owner_id=request.args.get("owner", type=held),
        form_id=request.args.get("form", type=held),
        source=text("source"),
        campaign=text("campaign"),
        missing=bool(text("missing")),
        overdue=bool(text("overdue")),
        reached=REACHED.get(text("reached")),
        unanswered=text("answered") == "no",
        first=_day(text("from")),
        last=_day(text("to")),
    )


def text(name: str) -> str:
    """A value of the address, cleaned and short."""
    return str(clean(request.args.get(name, "")))[:LONGEST]


def any_set() -> bool:
    """Whether the address narrows the list at all."""
    return any(value for name, value in request.args.items() if name not in ("before", "after"))


def _one(kind: type[Chosen], name: str) -> Chosen | None:
    try:
        return kind(text(name))
    except ValueError:
        return None


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
