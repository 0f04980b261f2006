"""Why a lead is what it is, and why it is whose it is: the stored reasons as lines of a page (X3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.rules.agreement.verdict import Line, Verdict
from portal.rules.handoff.fairness import CandidateRow


@dataclass(frozen=True)
class WhyLine:
    """One line of the verdict."""

    state: str
    words: str
    detail: str


@dataclass(frozen=True)
class CandidateLine:
    """One line of "why this rep"; ``words`` say why somebody was not chosen."""

    name: str
    level: str
    chosen: bool
    words: str


def lines_of(verdict: Verdict) -> tuple[WhyLine, ...]:
    """What is missing or failed first, then what is met; each in the agreement's order."""
    ordered = sorted(verdict.lines, key=lambda line: line.state == "met")
    return tuple(WhyLine(line.state.value, line.words, _detail(line)) for line in ordered)


def candidates_of(rows: Sequence[CandidateRow]) -> tuple[CandidateLine, ...]:
    """In the order of their turn."""
    return tuple(
        CandidateLine(row.name, level_in_words(row.level), row.chosen, row.why_skipped or "Next after the one chosen")
        for row in rows
    )


def _detail(line: Line) -> str:
    return f"{line.level.value.upper()}, asked by {line.owner.value}" if line.owner.value != "joint" else ""


def level_in_words(level: Decimal | None) -> str:
    """With two places at most; somebody of weight 0 has none."""
    return "none" if level is None else f"{level:.2f}".rstrip("0").rstrip(".")
