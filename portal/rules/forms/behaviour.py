"""How a form deals with answers on their way: how long it remembers, what it does with an address it doubts."""

from dataclasses import dataclass

LONGEST_MEMORY = 90
"""Days."""


@dataclass(frozen=True)
class Behaviour:
    """Versioned with the form. ``resume_days``: how long a form in steps remembers what was answered so far.
    ``completion_mail``: an MQL is asked by mail for what it lacks."""

    resume_days: int = 14
    completion_mail: bool = False


PLAIN = Behaviour()
