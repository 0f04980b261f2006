"""Test visitors: saved answers with the result that both sides count on, and what is expected of them now (X6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What becomes of a visitor's answers; ``refused`` means that the form does not take them as they are."""

    REFUSED = "refused"
    UNQUALIFIED = "unqualified"
    MQL = "mql"
    SQL = "sql"


REFUSED_GO, DISQUALIFIED, KEEPER, CUSTODIAN = "nowhere", "disqualified", "nurture", "custodian"
"""Destinations that no rule names; a rule names ``pool:<id>`` or ``person:<id>``."""


@dataclass(frozen=True)
class Outcome:
    """The result and where the lead would go. Pools, not reps: whose turn it is changes with every lead."""

    result: Result
    destination: str


@dataclass(frozen=True)
class Accepted:
    """An outcome that somebody counts on since, under the agreement of that number and content."""

    outcome: Outcome
    agreement_number: int
    agreement_hash: str


def expected(accepted: Sequence[Accepted], number: int, content_hash: str) -> int | None:
    """Which of the acceptances (oldest first) counts under an agreement, as its place; None without any.

    What was accepted under that very text goes first, then what was under the newest agreement before it. So a result
    that was accepted for a proposal does not change what is expected as long as the former agreement is in force.
    """
    own = [place for place, item in enumerate(accepted) if item.agreement_hash == content_hash]
    if own:
        return own[-1]
    before = [(item.agreement_number, place) for place, item in enumerate(accepted) if item.agreement_number < number]
    if before:
        return max(before)[1]
    return len(accepted) - 1 if accepted else None
