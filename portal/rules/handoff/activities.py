"""What people do on a lead, and which of it answers the prospect."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ActivityKind(StrEnum):
    """What was done."""

    CALL = "call"
    EMAIL = "email"
    LINKEDIN = "linkedin"
    MEETING = "meeting"
    NOTE = "note"


class CallOutcome(StrEnum):
    """How a call ended (S76)."""

    REACHED = "reached"
    GATEKEEPER = "gatekeeper"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


KIND_WORDS: dict[ActivityKind, str] = {
    ActivityKind.CALL: "Call",
    ActivityKind.EMAIL: "Email",
    ActivityKind.LINKEDIN: "LinkedIn message",
    ActivityKind.MEETING: "Meeting",
    ActivityKind.NOTE: "Note",
}

OUTCOME_WORDS: dict[CallOutcome, str] = {
    CallOutcome.REACHED: "Reached",
    CallOutcome.GATEKEEPER: "Spoke to somebody else",
    CallOutcome.VOICEMAIL: "Left a voicemail",
    CallOutcome.NO_ANSWER: "No answer",
    CallOutcome.WRONG_NUMBER: "Wrong number",
}

OUTBOUND: frozenset[ActivityKind] = frozenset(ActivityKind) - {ActivityKind.NOTE}
"""Acts towards the prospect. The earliest is the first response, whatever came of it; a note speaks to colleagues."""

ATTEMPTS: frozenset[ActivityKind] = frozenset({ActivityKind.CALL, ActivityKind.EMAIL, ActivityKind.LINKEDIN})
"""Acts that try to reach the prospect."""

CONTACT_OUTCOMES: frozenset[CallOutcome] = frozenset({CallOutcome.REACHED})
"""Call outcomes after which the prospect was spoken to."""


class Act(Protocol):
    """One logged activity; rows of the activity table are such."""

    @property
    def kind(self) -> ActivityKind: ...

    @property
    def outcome(self) -> CallOutcome | None: ...

    @property
    def at(self) -> datetime: ...


def is_outbound(kind: ActivityKind) -> bool:
    """True for an act towards the prospect: it meets the first-attempt promise and starts the work."""
    return kind in OUTBOUND


def made_contact(act: Act) -> bool:
    """True when prospect and rep spoke: a meeting, or a call that reached them."""
    return act.kind is ActivityKind.MEETING or (act.kind is ActivityKind.CALL and act.outcome in CONTACT_OUTCOMES)


def first_response(acts: Iterable[Act]) -> datetime | None:
    """When the prospect was first answered: the earliest outbound act, by when it happened, not when it was logged."""
    return min((act.at for act in acts if is_outbound(act.kind)), default=None)


def attempts(acts: Iterable[Act]) -> int:
    """How often somebody tried and did not speak to the prospect ("unreachable" needs a number of these)."""
    return sum(1 for act in acts if act.kind in ATTEMPTS and not made_contact(act))
