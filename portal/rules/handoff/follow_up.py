"""What comes next on a lead that nobody has spoken to yet, by the agreed follow-up."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.rules.agreement.playbook import CHANNEL_WORDS, Attempt
from portal.rules.handoff.activities import Act, attempts, made_contact


@dataclass(frozen=True)
class FollowUp:
    """``made`` of the agreed attempts, as far as they go; none are owed once somebody was reached."""

    plan: tuple[Attempt, ...]
    made: int
    reached: bool

    @property
    def next(self) -> Attempt | None:
        """The attempt that is owed; None when all are made, or somebody was reached."""
        return None if self.reached or self.made >= len(self.plan) else self.plan[self.made]

    @property
    def exhausted(self) -> bool:
        """Every agreed attempt was made, and nobody was reached."""
        return bool(self.plan) and not self.reached and self.made >= len(self.plan)

    @property
    def words(self) -> str:
        """``Attempt 3 of 6: call``; what to decide when all are made; empty where nothing is planned."""
        if self.exhausted:
            return f"All {len(self.plan)} attempts are made: return the lead, or send it to nurture"
        if self.next is None:
            return ""
        return f"Attempt {self.made + 1} of {len(self.plan)}: {CHANNEL_WORDS[self.next.channel]}"


def follow_up(plan: tuple[Attempt, ...], acts: Iterable[Act]) -> FollowUp:
    """Where a lead stands, by what its rep has done since they have it. Any way of trying counts as an attempt."""
    known = tuple(acts)
    return FollowUp(plan, min(attempts(known), len(plan)), any(made_contact(act) for act in known))
