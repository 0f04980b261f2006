"""A lead in work always has a next step: the one that was named, else one within the agreed time."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.activity import activities_of
from portal.models.handoff.assignment import Assignment
from portal.models.intake.lead import Lead
from portal.rules.handoff.follow_up import FollowUp, follow_up
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.rules.handoff.worktime import add_working
from portal.rules.refusal import FieldRefused
from portal.services.handoff import accepting, agreed, timers
from portal.services.handoff.calendars import calendar_of

TRIED = (WorkStatus.ACCEPTED, WorkStatus.WORKING)
"""Where the agreed follow-up runs; afterwards the rep names the next step."""


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
    """The step before is done; this one is owed by then. Where none was named, the agreed follow-up says what comes
    next, until somebody was reached; else it is owed within the agreed working time."""
    if at is None:
        words, at = _planned(lead, running, now)
    timers.meet(lead, PromiseKind.NEXT_STEP_BY, at=now)
    lead.next_step, lead.next_step_at = words, at
    accepting.promise(lead, PromiseKind.NEXT_STEP_BY, running, now, due=at)


def follow_up_of(lead: Lead, running: Assignment) -> FollowUp:
    """Where the lead stands in the agreed follow-up, by what was done since its rep has it."""
    plan = agreed.playbook() if lead.status in TRIED else ()
    acts = db.session.scalars(activities_of(lead.id)) if plan else ()
    return follow_up(plan, [act for act in acts if act.at >= running.offered_at])


def _planned(lead: Lead, running: Assignment, now: datetime) -> tuple[str, datetime | None]:
    found = follow_up_of(lead, running)
    if found.next is None:
        return found.words, None
    return found.words, add_working(calendar_of(running.user, now), now, found.next.wait_minutes)
