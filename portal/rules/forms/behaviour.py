"""How a form deals with answers on their way: how long it remembers, and what becomes of what is not sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.rules.later import later

LONGEST_MEMORY = 90
"""Days."""
LONGEST_SILENCE = 24 * 60
"""Minutes."""
PARTIAL_NOTE = "If you stop here, we keep what you typed so far and may write to you about it."


@dataclass(frozen=True)
class Behaviour:
    """Versioned with the form. ``resume_days``: how long a form in steps remembers what was answered so far.

    ``partial``: who gives an address and does not send the form becomes an abandoned item after ``partial_minutes`` of
    silence; ``partial_note`` says so near the address, or Baton's own words do. ``completion_mail``: an MQL is asked by
    mail for what it lacks. ``puzzle``: browsers with JavaScript prove some work; posts without it are doubted more.
    """

    resume_days: int = later(14)
    partial: bool = later(False)
    partial_note: str = later("")
    partial_minutes: int = later(30)
    completion_mail: bool = later(False)
    puzzle: bool = later(False)

    @property
    def notice(self) -> str:
        """What visitors read about being kept; nothing where they are not."""
        return (self.partial_note or PARTIAL_NOTE) if self.partial else ""


PLAIN = Behaviour()


def behaviour_faults(behaviour: Behaviour) -> Iterator[str]:
    """What is too long or too short, in words."""
    if not 1 <= behaviour.resume_days <= LONGEST_MEMORY:
        yield f"A form remembers answers for 1 to {LONGEST_MEMORY} days."
    if not 5 <= behaviour.partial_minutes <= LONGEST_SILENCE:
        yield f"An enquiry counts as abandoned after 5 to {LONGEST_SILENCE:,} minutes."
    if len(behaviour.partial_note) > 500:
        yield "The notice about what is kept is longer than 500 characters."
