"""Whose turn it is in a pool, and why (H5, X15).

Level = (calibration + assigned − credited back) / weight; the lowest level of those who are eligible goes next. Members
start with a calibration of half a lead more than the pool's pace. That half makes the rule Sainte-Laguë's: turns follow
the weights from the first lead on, where a start at zero would serve everybody once before the heavy ones get their
share. Among equals it changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from portal.rules.documents import from_text, to_text

HALF = Fraction(1, 2)
_SIX_PLACES = 6


@dataclass(frozen=True)
class Candidate:
    """A member of a pool as it stands now.

    ``load`` is what ``cap`` counts: open leads, or leads given in the cap's period. ``assigned`` and ``credited_back``
    are those of the rotation, without sticky ones. ``last_served`` is the pool's running number, 0 = never. ``active``
    is False for a paused member or a disabled user; ``away_until`` is set while an absence runs.
    """

    user_id: int
    name: str
    weight: Decimal | int = 1
    cap: int | None = None
    load: int = 0
    assigned: int = 0
    credited_back: int = 0
    calibration: Decimal = Decimal(0)
    last_served: int = 0
    active: bool = True
    away_until: datetime | None = None
    open: bool = True
    next_open: datetime | None = None


@dataclass(frozen=True)
class CandidateRow:
    """One line of "why this rep". ``level`` is None for a weight of 0; ``why_skipped`` is empty when eligible."""

    user_id: int
    name: str
    level: Decimal | None
    eligible: bool
    why_skipped: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Choice:
    """Who gets the lead, or nobody; then ``next_check`` is when somebody's time comes (None: nobody's will)."""

    user_id: int | None
    reason: str
    rows: tuple[CandidateRow, ...]
    next_check: datetime | None = None
    sticky: bool = False


def choose(
    candidates: Sequence[Candidate], *, sticky: int | None = None, exclude: frozenset[int] = frozenset()
) -> Choice:
    """Who goes next. ``sticky`` is a former owner who goes first when eligible, outside the rotation.

    ``exclude`` names those who had this lead already. Rows: the eligible ones in order of their turn, then the others.
    """
    ranked = sorted((_ranked(candidate, exclude) for candidate in candidates), key=lambda item: item.turn)
    eligible = [item for item in ranked if not item.why_skipped]
    former = next((item for item in eligible if item.candidate.user_id == sticky), None)
    chosen = former or (eligible[0] if eligible else None)
    return Choice(
        user_id=chosen.candidate.user_id if chosen else None,
        reason=_reason(chosen, former, eligible) + _lost_turn(ranked, sticky),
        rows=tuple(item.row(chosen=item is chosen) for item in ranked),
        next_check=None if chosen else _next_check(candidates, exclude),
        sticky=former is not None,
    )


@dataclass(frozen=True)
class _Ranked:
    candidate: Candidate
    level: Fraction | None
    why_skipped: str

    @property
    def turn(self) -> tuple[bool, Fraction, int, int]:
        """Eligible ones first; lowest level, then the longest unserved, then the lowest id."""
        level = Fraction() if self.level is None else self.level
        return bool(self.why_skipped), level, self.candidate.last_served, self.candidate.user_id

    def row(self, *, chosen: bool) -> CandidateRow:
        level = None if self.level is None else _decimal(self.level)
        return CandidateRow(
            self.candidate.user_id, self.candidate.name, level, not self.why_skipped, self.why_skipped, chosen
        )


def _ranked(candidate: Candidate, exclude: frozenset[int]) -> _Ranked:
    return _Ranked(candidate, level_of(candidate), _why_skipped(candidate, exclude))


def level_of(candidate: Candidate) -> Fraction | None:
    """Leads had per unit of weight, calibrated; None for a weight of 0, whose turn never comes."""
    if candidate.weight <= 0:
        return None
    had = Fraction(candidate.calibration) + candidate.assigned - candidate.credited_back
    return had / Fraction(candidate.weight)


def _why_skipped(candidate: Candidate, exclude: frozenset[int]) -> str:
    """The first hurdle, in words; empty for somebody who is eligible. Moments are told in the zone they carry."""
    cap, load = candidate.cap, candidate.load
    hurdles = (
        (not candidate.active, "Not active"),
        (candidate.user_id in exclude, "Had this lead before"),
        (candidate.weight <= 0, "Weight 0: takes no new leads"),
        (candidate.away_until is not None, f"Away{_until(candidate.away_until)}"),
        (not candidate.open, f"Outside working hours{_until(candidate.next_open)}"),
        (cap is not None and load >= cap, f"At the cap: {load} of {cap}"),
    )
    return next((words for stands, words in hurdles if stands), "")


def _until(at: datetime | None) -> str:
    return f" until {at:%A} {at.day} {at:%B %H:%M %Z}" if at else ""


def _reason(chosen: _Ranked | None, former: _Ranked | None, eligible: Sequence[_Ranked]) -> str:
    if chosen is None:
        return "Nobody is eligible"
    name = chosen.candidate.name
    if former is not None:
        return f"{name} is the former owner"
    if len(eligible) == 1:
        return f"{name} is the only one eligible"
    if chosen.level != eligible[1].level:
        return f"{name} has the lowest level"
    return f"{name} shares the lowest level and has waited longest"


def _lost_turn(ranked: Sequence[_Ranked], sticky: int | None) -> str:
    former = next((item for item in ranked if item.why_skipped and item.candidate.user_id == sticky), None)
    if former is None:
        return ""
    why = former.why_skipped[:1].lower() + former.why_skipped[1:]
    return f"; {former.candidate.name}, the former owner, was skipped: {why}"


def _next_check(candidates: Iterable[Candidate], exclude: frozenset[int]) -> datetime | None:
    """When the first who may take the lead opens again; a cap frees up at no known time."""
    waiting = [item for item in candidates if item.active and item.weight > 0 and item.user_id not in exclude]
    times = (max(filter(None, (item.away_until, item.next_open)), default=None) for item in waiting)
    return min((time for time in times if time is not None), default=None)


def calibration_for(members: Iterable[Candidate], newcomer_weight: Decimal | int, had: int = 0) -> Decimal:
    """The calibration that puts a newcomer, or a returner who ``had`` leads of this pool, level with the others.

    Level is the pool's leads per unit of weight over its active members: the lowest level would hand the newcomer the
    next lead for certain, and a member who was long away would drag it down to nearly everything (trap 11).
    """
    others = [member for member in members if member.active and member.weight > 0]
    weight = sum((Fraction(member.weight) for member in others), Fraction())
    given = sum(((level_of(member) or 0) * Fraction(member.weight) - HALF for member in others), Fraction())
    pace = max(given / weight, Fraction()) if weight else Fraction()
    return _decimal(pace * Fraction(newcomer_weight) + HALF - had)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(round(number * 10**_SIX_PLACES)).scaleb(-_SIX_PLACES)


@dataclass(frozen=True)
class _Rows:
    rows: tuple[CandidateRow, ...]


def rows_to_json(rows: tuple[CandidateRow, ...]) -> str:
    """The candidate table as canonical text."""
    return to_text(rows)


def rows_from_json(text: str) -> tuple[CandidateRow, ...]:
    """The candidate table that the text holds. Raises ``documents.DocumentError``."""
    return from_text(_Rows, f'{{"rows":{text}}}').rows
