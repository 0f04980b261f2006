"""Forms in the words of their pages: states, purposes, how long they take."""

from collections.abc import Mapping

from portal.reports.forms import State
from portal.rules.forms.definition import Definition, Purpose
from portal.rules.forms.gate import Gap, GapKind
from portal.rules.forms.length import estimate_seconds, question_count

STATES: Mapping[State, tuple[str, str | None, str]] = {
    State.DRAFT: ("Draft", "warn", "file-pen-line"),
    State.LIVE: ("Live", "ok", "globe"),
    State.CHANGED: ("Live, with a draft", "accent", "file-pen-line"),
    State.PAUSED: ("Paused", "warn", "pause"),
    State.ARCHIVED: ("Archived", None, "archive"),
}
"""Label, tone and icon of the chip."""

PURPOSES: Mapping[Purpose, tuple[str, str]] = {
    Purpose.HAND_RAISER: ("To be contacted", "A demo, a price, a call: whoever sends it wants to hear from sales."),
    Purpose.CONTENT: ("To get something to read or watch", "A paper, a recording: interest, and not yet a request."),
    Purpose.EVENT: ("To take part", "A webinar, a fair, a visit."),
}

LONG_FORM_SECONDS = 180


def purpose_choices() -> list[tuple[str, str, str]]:
    """Value, label, help."""
    return [(str(purpose), *words) for purpose, words in PURPOSES.items()]


def gap_in_words(gap: Gap) -> str:
    """``“Company” is not asked when “Interest” is “Become a partner”.``"""
    if gap.kind is GapKind.MISSING:
        return f"“{gap.label}” is not on the form."
    if gap.kind is GapKind.LOOSENED:
        return f"“{gap.label}” {gap.path}."
    joint = " " if gap.path.startswith("when ") else ": "
    return f"“{gap.label}” is not asked{joint}{gap.path}."


def length_of(definition: Definition) -> str:
    """``12 questions, about 2 minutes``: everything that the form can ask."""
    count = question_count(definition)
    questions = "1 question" if count == 1 else f"{count} questions"
    return f"{questions}, about {_span(estimate_seconds(definition))}" if count else "No question yet"


def is_long(definition: Definition) -> bool:
    """Longer than most people will answer in one go."""
    return estimate_seconds(definition) > LONG_FORM_SECONDS


def _span(seconds: int) -> str:
    if seconds < 60:
        return f"{max(round(seconds / 5) * 5, 5)} seconds"
    minutes, rest = divmod(round(seconds / 10) * 10, 60)
    words = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{words} {rest} seconds" if rest and minutes < 5 else words
