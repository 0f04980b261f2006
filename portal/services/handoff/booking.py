"""Meetings: booked by the prospect or for them, moved, called off (H11, S80).

A booked meeting is the rep's acceptance, and meets what was promised about first contact; what is owed next is owed
after it. One meeting of a lead stands at a time.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.models.base import db
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.meeting import Meeting, booked_meeting
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.meetings import MeetingKind, MeetingState
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import MOVES, WITH_REP, WorkStatus
from portal.rules.refusal import Refusal
from portal.services.handoff import accepting, booking_news, timers
from portal.services.handoff.booking_ended import back_to_work, close, count_change
from portal.services.handoff.booking_times import SlotTaken, free_times, hold, offering_of, one_at_a_time, release
from portal.services.handoff.hands import in_hand, running_assignment
from portal.services.handoff.locking import lock
from portal.services.ops import history


class NotBookable(Refusal):
    """Nobody can be met about this lead now."""

    def __init__(self) -> None:
        super().__init__("No meeting can be booked here at the moment.")


class BookedAlready(Refusal):
    """The lead has a meeting that stands."""

    def __init__(self) -> None:
        super().__init__("A meeting is booked already. It can be moved or cancelled.")


class MeetingOver(Refusal):
    """The meeting was cancelled, has begun, or was recorded."""

    def __init__(self) -> None:
        super().__init__("This meeting cannot be changed any more.")


@dataclass(frozen=True)
class Wish:
    """What was chosen; ``zone`` and ``language`` are the prospect's, ``submission_id`` is the post they come from."""

    kind: MeetingKind
    start: datetime
    zone: str
    language: str = ""
    submission_id: int | None = None


def rep_of(lead: Lead) -> User | None:
    """Who can be met about the lead: the rep who has it in hand."""
    running = running_assignment(lead)
    if running is None or running.kind is not AssignmentKind.SALES or lead.status not in WITH_REP:
        return None
    return running.user


def book(lead: Lead, wish: Wish, *, by: User | None, now: datetime) -> Meeting:
    """Set the meeting with the lead's rep. ``by`` None: the prospect.

    Raises NotBookable, BookedAlready or SlotTaken; in hands of colleagues AlreadyAnswered or NotYours.
    """
    lock(lead)
    assignment = _assignment(lead, by)
    one_at_a_time(assignment.user_id)
    _let_lapse(lead, now)
    _check_free(assignment.user, wish.kind, wish.start, now, by=by)
    meeting = _write(lead, assignment.user, wish, by, now)
    _take_time(meeting)
    _set(lead, assignment, meeting, by=by, now=now)
    booking_news.tell(meeting, "meeting.booked", by=by, now=now)
    return meeting


def _assignment(lead: Lead, by: User | None) -> Assignment:
    if by is not None:
        return in_hand(lead, by)
    running = running_assignment(lead)
    if running is None or rep_of(lead) is None:
        raise NotBookable
    return running


def _let_lapse(lead: Lead, now: datetime) -> None:
    """A meeting that is over without a word about how it went makes room for the next."""
    meeting = db.session.scalars(booked_meeting(lead.id)).one_or_none()
    if meeting is None:
        return
    if meeting.ends_at > now:
        raise BookedAlready
    close(meeting, MeetingState.LAPSED, now)


def _check_free(
    rep: User, kind: MeetingKind, start: datetime, now: datetime, *, by: User | None, instead_of: Meeting | None = None
) -> None:
    """What is not offered cannot be posted either."""
    if by is None and kind not in offering_of(rep).offered():
        raise SlotTaken
    if start not in free_times(rep, kind, now, instead_of=instead_of, by_rep=by is not None):
        raise SlotTaken


def _write(lead: Lead, rep: User, wish: Wish, by: User | None, now: datetime) -> Meeting:
    kind = offering_of(rep).types[wish.kind]
    meeting = Meeting(
        lead_id=lead.id,
        user_id=rep.id,
        submission_id=wish.submission_id,
        kind=wish.kind,
        name=kind.name,
        place=kind.place,
        starts_at=wish.start,
        ends_at=wish.start + timedelta(minutes=kind.minutes),
        zone=wish.zone,
        language=wish.language,
        uid=f"{secrets.token_hex(16)}@baton",
        booked_by_id=by.id if by else None,
        created_at=now,
        changed_at=now,
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _take_time(meeting: Meeting) -> None:
    """As long as the meeting lasts, and what the rep keeps free around it."""
    offering = offering_of(meeting.user)
    before, after = timedelta(minutes=offering.before), timedelta(minutes=offering.after)
    hold(meeting, (meeting.starts_at - before, meeting.ends_at + after))


def _set(lead: Lead, assignment: Assignment, meeting: Meeting, *, by: User | None, now: datetime) -> None:
    """The lead's part: accepted, contact promised, and the next step owed after the meeting."""
    if lead.status is WorkStatus.OFFERED:
        accepting.accept_by_meeting(lead, assignment, by=by, now=now)
    timers.meet(lead, PromiseKind.FIRST_CONTACT_BY, PromiseKind.FIRST_ATTEMPT_BY, at=now)
    if (lead.status, WorkStatus.MEETING_SET) in MOVES:
        lead.status = WorkStatus.MEETING_SET
    owe(lead, assignment, now, meeting=meeting)


def owe(lead: Lead, assignment: Assignment, now: datetime, *, meeting: Meeting | None = None) -> None:
    """The next step: the meeting, and after it within the agreed time; without one from now on."""
    timers.meet(lead, PromiseKind.NEXT_STEP_BY, at=now)
    lead.next_step = meeting.name if meeting else ""
    lead.next_step_at = meeting.starts_at if meeting else None
    accepting.promise(lead, PromiseKind.NEXT_STEP_BY, assignment, meeting.ends_at if meeting else now)
    timers.settle_due(lead)


def move(meeting: Meeting, start: datetime, *, zone: str = "", by: User | None, now: datetime) -> None:
    """To another time, with the same rep. Raises MeetingOver or SlotTaken; in hands of colleagues as ``book``."""
    lead, assignment = _to_change(meeting, by, now)
    one_at_a_time(meeting.user_id)
    before = meeting.starts_at
    if start == before:
        return
    _check_free(meeting.user, meeting.kind, start, now, by=by, instead_of=meeting)
    timers.cancel(lead, PromiseKind.NEXT_STEP_BY)
    ends_at = start + timedelta(minutes=offering_of(meeting.user).types[meeting.kind].minutes)
    meeting.starts_at, meeting.ends_at, meeting.zone = start, ends_at, zone or meeting.zone
    count_change(meeting, now)
    release(meeting)
    _take_time(meeting)
    owe(lead, assignment, now, meeting=meeting)
    booking_news.tell(meeting, "meeting.moved", by=by, now=now, more={"before": before.isoformat()})


def cancel(meeting: Meeting, *, by: User | None, now: datetime) -> None:
    """Call it off: the lead is in work again, with a next step owed. Raises MeetingOver; of colleagues as ``book``."""
    lead, assignment = _to_change(meeting, by, now)
    close(meeting, MeetingState.CANCELLED, now)
    back_to_work(lead)
    timers.cancel(lead, PromiseKind.NEXT_STEP_BY)
    owe(lead, assignment, now)
    booking_news.tell(meeting, "meeting.cancelled", by=by, now=now)


def _to_change(meeting: Meeting, by: User | None, now: datetime) -> tuple[Lead, Assignment]:
    lead = lock(meeting.lead)
    db.session.refresh(meeting)
    assignment = _assignment(lead, by)
    if not meeting.stands or meeting.starts_at <= now or assignment.user_id != meeting.user_id:
        raise MeetingOver
    return lead, assignment


def note_wish(lead: Lead, wish: Wish, *, now: datetime) -> None:
    """The rep reads which time was asked for by somebody who cannot be told that a meeting stands already."""
    data = {"kind": wish.kind.value, "starts_at": wish.start.isoformat()}
    history.record("meeting.wished", f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id, data=data)
