"""What a fit call is to find out (S81 to S85): needs, current solution, decision role, readiness to move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BuyingRole(StrEnum):
    """Who the prospect is in the buying decision. Whoever only researches is a valid contact, not a bad lead (S98)."""

    PAYS = "pays"
    DECIDES = "decides"
    INFLUENCES = "influences"
    RESEARCHES = "researches"


class FitResult(StrEnum):
    """What came of the call; "not now" and "not a fit" are two things (S85)."""

    FITS = "fits"
    NOT_NOW = "not_now"
    NOT_A_FIT = "not_a_fit"


ROLE_WORDS: Mapping[BuyingRole, str] = {
    BuyingRole.PAYS: "Pays for it",
    BuyingRole.DECIDES: "Decides, and somebody else pays",
    BuyingRole.INFLUENCES: "Has a say",
    BuyingRole.RESEARCHES: "Looks around for somebody else",
}
RESULT_WORDS: Mapping[FitResult, str] = {
    FitResult.FITS: "A fit",
    FitResult.NOT_NOW: "A fit, but not now",
    FitResult.NOT_A_FIT: "Not a fit",
}


@dataclass(frozen=True)
class CurrentSolution:
    """What they use today (S82): whose, what it does, why they chose it, and why they would replace it."""

    who: str = ""
    what: str = ""
    why: str = ""
    why_replace: str = ""


@dataclass(frozen=True)
class FitNotes:
    """What was found out. None is "did not come up": neither yes nor no."""

    needs: str = ""
    current: CurrentSolution = field(default_factory=CurrentSolution)
    role: BuyingRole | None = None
    will_switch: bool | None = None
    has_budget: bool | None = None


def open_questions(notes: FitNotes) -> tuple[tuple[str, str], ...]:
    """What a confirmed fit still has to name: (field, sentence), in the order of the call."""
    asked = (
        ("needs", notes.needs.strip(), "Say what they need: a confirmed fit names it."),
        ("current_what", notes.current.what.strip(), "Say what they use today, or that they use nothing."),
        ("role", notes.role, "Say what part this person has in the decision."),
        ("will_switch", notes.will_switch is not None, "Say whether they are ready to switch."),
        ("has_budget", notes.has_budget is not None, "Say whether there is a budget."),
    )
    return tuple((name, sentence) for name, known, sentence in asked if not known)
