"""Meetings: their types (S107), what a rep has set about them, and what becomes of them (H11, S80)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from portal.rules.canonical import canonical
from portal.rules.handoff.slots import QUANTUM, Pace


class MeetingKind(StrEnum):
    """What prospect and rep meet for."""

    DISCOVERY = "discovery"
    DEMO = "demo"
    STRATEGY = "strategy"


class MeetingState(StrEnum):
    """Booked until it is said how it went. ``lapsed``: it was never said, and the lead went on."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    HELD = "held"
    NO_SHOW = "no_show"
    LAPSED = "lapsed"


STATE_WORDS: Mapping[MeetingState, str] = {
    MeetingState.BOOKED: "Booked",
    MeetingState.CANCELLED: "Cancelled",
    MeetingState.HELD: "Held",
    MeetingState.NO_SHOW: "No-show",
    MeetingState.LAPSED: "Not recorded",
}

LENGTHS = (15, 30, 45, 60, 90, 120)
BUFFERS = (0, 15, 30, 45, 60)
NOTICES = (0, 60, 120, 240, 480, 1440, 2880)
"""Minutes."""
LONGEST_HORIZON = 60
"""Days."""
LONGEST_NAME, LONGEST_PLACE = 80, 300


@dataclass(frozen=True)
class MeetingType:
    """One type as a rep offers it. ``place`` says where: an address for a call, a number, a room."""

    name: str
    minutes: int
    place: str = ""
    offered: bool = True


USUAL_TYPES: Mapping[MeetingKind, MeetingType] = {
    MeetingKind.DISCOVERY: MeetingType("Discovery call", 30),
    MeetingKind.DEMO: MeetingType("Demo", 45),
    MeetingKind.STRATEGY: MeetingType("Strategy session", 60, offered=False),
}
"""What a rep offers who has set nothing."""


@dataclass(frozen=True)
class Offering:
    """How a rep takes meetings; minutes, but ``days``: how far ahead a prospect may book."""

    bookable: bool = True
    before: int = 0
    after: int = 15
    notice: int = 240
    days: int = 14
    types: Mapping[MeetingKind, MeetingType] = field(default_factory=lambda: dict(USUAL_TYPES))

    def offered(self) -> tuple[MeetingKind, ...]:
        """What a prospect may choose from, in the usual order."""
        return tuple(kind for kind in MeetingKind if self.types[kind].offered) if self.bookable else ()

    def kind(self, wanted: str) -> MeetingKind | None:
        """The type that is meant, if it is offered; the first one where none is named or it is not offered."""
        kinds = self.offered()
        return next((kind for kind in kinds if kind == wanted), kinds[0] if kinds else None)

    def pace(self, kind: MeetingKind) -> Pace:
        """How meetings of that type are taken."""
        return Pace(self.types[kind].minutes, self.before, self.after, self.notice, self.days)


USUAL = Offering()


def offering_faults(offering: Offering) -> Iterator[str]:
    """What slots could not be counted with, in words."""
    if any(minutes % QUANTUM for minutes in (offering.before, offering.after)):
        yield f"The time kept free is a multiple of {QUANTUM} minutes."
    if not 1 <= offering.days <= LONGEST_HORIZON:
        yield f"Prospects may book 1 to {LONGEST_HORIZON} days ahead."
    for kind in offering.types.values():
        if not kind.name.strip() or len(kind.name) > LONGEST_NAME:
            yield f"Every type of meeting has a name of at most {LONGEST_NAME} characters."
        if kind.minutes not in LENGTHS:
            yield "Choose how long the meeting lasts."
        if len(kind.place) > LONGEST_PLACE:
            yield f"The place is at most {LONGEST_PLACE} characters long."


def types_to_json(types: Mapping[MeetingKind, MeetingType]) -> str:
    """The types as text."""
    return canonical({kind.value: asdict(kind_type) for kind, kind_type in types.items()})


def types_from_json(text: str) -> dict[MeetingKind, MeetingType]:
    """The types that the text holds; of one that it does not name, the usual."""
    said = json.loads(text)
    return {kind: replace(USUAL_TYPES[kind], **said.get(kind.value, {})) for kind in MeetingKind}
