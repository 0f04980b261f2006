"""The agreed follow-up as the lead's page shows it: what was tried, what comes next."""

from dataclasses import dataclass

from portal.models.intake.lead import Lead
from portal.rules.agreement.playbook import CHANNEL_WORDS
from portal.rules.handoff.follow_up import FollowUp
from portal.services.handoff.hands import running_assignment
from portal.services.handoff.next_steps import TRIED, follow_up_of


@dataclass(frozen=True)
class AttemptLine:
    """``state``: done, next or later."""

    words: str
    state: str


def attempts_of(lead: Lead) -> tuple[AttemptLine, ...]:
    """Empty where no follow-up runs, or somebody was reached. At most two queries."""
    running = running_assignment(lead) if lead.status in TRIED else None
    if running is None:
        return ()
    found = follow_up_of(lead, running)
    if found.reached:
        return ()
    return tuple(_line(found, place) for place in range(len(found.plan)))


def _line(found: FollowUp, place: int) -> AttemptLine:
    state = "done" if place < found.made else "next" if place == found.made else "later"
    words = CHANNEL_WORDS[found.plan[place].channel]
    return AttemptLine(words[:1].upper() + words[1:], state)
