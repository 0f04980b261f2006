"""The follow-up that sales promises: how often, by which way and how far apart a new lead is tried (S70)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.documents import Fault

MAX_ATTEMPTS = 8
LONGEST_WAIT = 43_200
"""Minutes of working time."""


class Channel(StrEnum):
    """A way to try somebody."""

    CALL = "call"
    EMAIL = "email"
    LINKEDIN = "linkedin"


CHANNEL_WORDS: Mapping[Channel, str] = {
    Channel.CALL: "call",
    Channel.EMAIL: "email",
    Channel.LINKEDIN: "LinkedIn message",
}


@dataclass(frozen=True)
class Attempt:
    """One try. ``wait_minutes`` of working time after the one before; the first comes with the accepted lead."""

    channel: Channel
    wait_minutes: int = 0


def playbook_faults(attempts: tuple[Attempt, ...], unreachable_attempts: int) -> Iterator[Fault]:
    """What keeps the follow-up from being signed, with its place."""
    if len(attempts) > MAX_ATTEMPTS:
        yield Fault("playbook", f"Agree on at most {MAX_ATTEMPTS} attempts.")
    for place, attempt in enumerate(attempts):
        if not 0 <= attempt.wait_minutes <= LONGEST_WAIT:
            yield Fault(f"playbook[{place}]", f"Wait 0 to {LONGEST_WAIT:,} minutes.")
    if attempts and len(attempts) < unreachable_attempts:
        made = "1 attempt" if len(attempts) == 1 else f"{len(attempts)} attempts"
        yield Fault(
            "playbook", f"“Unreachable” asks for {unreachable_attempts} attempts, and the follow-up has {made}."
        )
