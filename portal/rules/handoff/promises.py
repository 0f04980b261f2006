"""Promises: when each is due in working time, and the ladder of steps that follows while it is not kept."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.rules.agreement.terms import Promises
from portal.rules.handoff.worktime import Calendar, add_working, working_minutes_between

SOON = timedelta(hours=1)


class PromiseKind(StrEnum):
    """What is owed. First contact starts at sql_at and never restarts; accept-by starts with each offer."""

    ACCEPT_BY = "accept_by"
    FIRST_CONTACT_BY = "first_contact_by"
    FIRST_ATTEMPT_BY = "first_attempt_by"
    NEXT_STEP_BY = "next_step_by"
    REVIEW_BY = "review_by"


class StepKind(StrEnum):
    """What the worker does when a step's time comes."""

    REMIND = "remind"
    ESCALATE = "escalate"
    REASSIGN = "reassign"
    REVIEW = "review"


class Urgency(StrEnum):
    """How a due time stands against now."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    """One rung of the ladder."""

    kind: StepKind
    at: datetime


def due(kind: PromiseKind, start: datetime, promises: Promises, calendar: Calendar) -> datetime:
    """When the promise is due, in UTC: minutes are working time, the nurture review's days are days of the wall."""
    if kind is PromiseKind.REVIEW_BY:
        local = start.astimezone(ZoneInfo(calendar.zone)) + timedelta(days=promises.nurture_review_days)
        return local.astimezone(UTC)
    return add_working(calendar, start, _minutes(kind, promises))


def _minutes(kind: PromiseKind, promises: Promises) -> int:
    return {
        PromiseKind.ACCEPT_BY: promises.accept_minutes,
        PromiseKind.FIRST_CONTACT_BY: promises.first_contact_minutes,
        PromiseKind.FIRST_ATTEMPT_BY: promises.first_attempt_minutes,
        PromiseKind.NEXT_STEP_BY: promises.next_step_minutes,
    }[kind]


def steps(
    kind: PromiseKind, start: datetime, due: datetime, promises: Promises, calendar: Calendar
) -> tuple[Step, ...]:
    """The ladder of one timer, in the order in which it is climbed.

    A reminder part of the way (in working time), the manager told when it is overdue, and, for an offer, the lead
    passed on. Where both are due together the manager is told first: afterwards the offer is no longer that rep's.
    """
    if kind is PromiseKind.REVIEW_BY:
        return (Step(StepKind.REVIEW, due),)
    ladder = [Step(StepKind.ESCALATE, add_working(calendar, due, promises.escalate_after_minutes))]
    if 0 < promises.remind_at_percent < 100:
        ladder.insert(0, Step(StepKind.REMIND, _part_way(start, due, promises.remind_at_percent, calendar)))
    if kind is PromiseKind.ACCEPT_BY:
        ladder.append(Step(StepKind.REASSIGN, due))
    return tuple(sorted(ladder, key=lambda step: step.at))


def _part_way(start: datetime, due: datetime, percent: int, calendar: Calendar) -> datetime:
    """After that share of the working time; of the wall time for a promise that runs outside working hours."""
    minutes = working_minutes_between(calendar, start, due)
    if minutes <= 0:
        return start + (due - start) * percent / 100
    return min(add_working(calendar, start, minutes * percent / 100), due)


def urgency(due: datetime, now: datetime) -> Urgency:
    """Overdue from the due time on, soon within the hour before it."""
    if due <= now:
        return Urgency.OVERDUE
    return Urgency.SOON if due - now <= SOON else Urgency.LATER
