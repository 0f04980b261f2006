"""Logging what was done on a lead: the first act towards the prospect is the first response."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.models.base import db
from portal.models.handoff.activity import Activity
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.activities import ActivityKind, CallOutcome, is_outbound
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WITH_REP, WorkStatus, check_move
from portal.rules.refusal import FieldRefused
from portal.services.handoff import accepting, agreed, next_steps, nurturing, timers
from portal.services.handoff.calendars import calendar_of
from portal.services.handoff.hands import running_assignment
from portal.services.handoff.locking import lock
from portal.services.handoff.placing import Act, Placement
from portal.services.ops import history

A_MINUTE = timedelta(minutes=1)
"""Moments are typed to the minute, so the minute of the lead's arrival is late enough, and this one early enough."""


@dataclass(frozen=True)
class Entry:
    """What somebody wrote down. ``at`` None is now."""

    kind: ActivityKind
    outcome: CallOutcome | None = None
    note: str = ""
    next_step: str = ""
    next_step_at: datetime | None = None
    at: datetime | None = None


def log(
    lead: Lead,
    *,
    by: User,
    kind: ActivityKind,
    outcome: CallOutcome | None = None,
    note: str = "",
    next_step: str = "",
    next_step_at: datetime | None = None,
    at: datetime | None = None,
    now: datetime,
) -> Activity:
    """Write an act down, when it happened or later. Raises FieldRefused.

    The first act towards the prospect starts the work; by a rep who had not answered the offer yet, it also accepts it.
    """
    lock(lead)
    entry = Entry(kind, outcome, note, next_step, next_step_at, at)
    happened = _checked(lead, entry, now)
    activity = _write(lead, entry, happened, by, now)
    data = {"activity_id": activity.id, "kind": kind, "outcome": outcome}
    history.record("activity.logged", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    _follow(lead, entry, happened, by, now)
    return activity


def _write(lead: Lead, entry: Entry, happened: datetime, by: User, now: datetime) -> Activity:
    activity = Activity(
        lead_id=lead.id,
        user_id=by.id,
        kind=entry.kind,
        outcome=entry.outcome if entry.kind is ActivityKind.CALL else None,
        note=entry.note,
        next_step=entry.next_step,
        next_step_at=entry.next_step_at,
        at=happened,
        created_at=now,
    )
    db.session.add(activity)
    db.session.flush()
    return activity


def _checked(lead: Lead, entry: Entry, now: datetime) -> datetime:
    """When it happened."""
    if entry.kind is ActivityKind.CALL and entry.outcome is None:
        raise FieldRefused("outcome", "Say how the call went.")
    if entry.kind is ActivityKind.NOTE and not entry.note.strip():
        raise FieldRefused("note", "Write the note.")
    next_steps.check(entry.next_step, entry.next_step_at, now)
    happened = entry.at or now
    if happened > now + A_MINUTE:
        raise FieldRefused("at", "This moment is still to come. Log what has happened.")
    if happened < lead.created_at - A_MINUTE:
        raise FieldRefused("at", "This was before the lead came in.")
    return max(lead.created_at, min(happened, now))


def _follow(lead: Lead, entry: Entry, happened: datetime, by: User, now: datetime) -> None:
    """What the act changes: promises met, work begun, the next step promised."""
    running = running_assignment(lead)
    if is_outbound(entry.kind):
        _respond(lead, running, happened, by, now)
    if lead.status is WorkStatus.NURTURE and running is not None:
        _review(lead, running, entry, now)
    elif lead.status in WITH_REP and lead.status is not WorkStatus.OFFERED and running is not None:
        _promise_next_step(lead, running, entry, now)
    if lead.is_open:
        timers.settle_due(lead)


def _respond(lead: Lead, running: Assignment | None, happened: datetime, by: User, now: datetime) -> None:
    if lead.status is WorkStatus.OFFERED and running is not None and running.user_id == by.id:
        accepting.accept(lead, by=by, now=now)
    if lead.first_response_at is None or happened < lead.first_response_at:
        lead.first_response_at = happened
    timers.meet(lead, PromiseKind.FIRST_CONTACT_BY, PromiseKind.FIRST_ATTEMPT_BY, at=happened)
    if lead.status is WorkStatus.ACCEPTED:
        check_move(lead.status, WorkStatus.WORKING)
        lead.status = WorkStatus.WORKING


def _promise_next_step(lead: Lead, running: Assignment, entry: Entry, now: datetime) -> None:
    """A lead in work always has a next step: the one that was named, else within the agreed time. A note without one
    leaves things as they are."""
    if entry.next_step_at is None and (not is_outbound(entry.kind) or lead.status is WorkStatus.MEETING_SET):
        return  # the meeting is the next step, and what is owed after it is promised already
    next_steps.promise(lead, running, entry.next_step, entry.next_step_at, now)


def _review(lead: Lead, running: Assignment, entry: Entry, now: datetime) -> None:
    """Any entry shows that marketing looked at the lead; the next review is due when they say, or as agreed."""
    if running.kind is not AssignmentKind.NURTURE:
        return
    timers.meet(lead, PromiseKind.REVIEW_BY, at=now)
    lead.next_step, lead.next_step_at = entry.next_step, entry.next_step_at
    to = Placement(running.user_id, "", calendar_of(running.user, now))
    act = Act(lead, "reviewed", now, agreed.promises())
    nurturing.start_review(act, to, running.id, start=lead.wake_at or now, due=entry.next_step_at)
