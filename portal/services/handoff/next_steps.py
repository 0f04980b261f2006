"""A lead in work always has a next step: the one that was named, else one within the agreed time."""

from datetime import datetime

from portal.models.handoff.assignment import Assignment
from portal.models.intake.lead import Lead
from portal.rules.handoff.promises import PromiseKind
from portal.rules.refusal import FieldRefused
from portal.services.handoff import accepting, timers


def check(words: str, at: datetime | None, now: datetime) -> None:
    """A step is words and a moment to come, or neither. Raises FieldRefused."""
    if words.strip() and at is None:
        raise FieldRefused("next_step_at", "Say when the next step is due.")
    if at is not None and not words.strip():
        raise FieldRefused("next_step", "Say what the next step is.")
    if at is not None and at <= now:
        raise FieldRefused("next_step_at", "Choose a moment that is still to come.")


def check_named(words: str, at: datetime | None, now: datetime) -> None:
    """A step must be named. Raises FieldRefused."""
    if not words.strip():
        raise FieldRefused("next_step", "Say what the next step is.")
    check(words, at, now)


def promise(lead: Lead, running: Assignment, words: str, at: datetime | None, now: datetime) -> None:
    """The step before is done; this one is owed by then, or within the agreed working time."""
    timers.meet(lead, PromiseKind.NEXT_STEP_BY, at=now)
    lead.next_step, lead.next_step_at = words, at
    accepting.promise(lead, PromiseKind.NEXT_STEP_BY, running, now, due=at)
