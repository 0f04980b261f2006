"""Giving a lead back: rejected with a coded reason, or recycled to nurture until a date (H8)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.models.base import db
from portal.models.handoff.activity import activities_of
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.terms import RejectEffect, RejectReason
from portal.rules.handoff.activities import attempts
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.rules.refusal import FieldRefused
from portal.services.handoff import agreed, notes, placing, routing, timers
from portal.services.handoff.accountable import form_owner_id, organisation_zone
from portal.services.handoff.hands import in_hand
from portal.services.handoff.locking import lock
from portal.services.handoff.placing import Act
from portal.services.ops import history, outbox

MORNING = time(9)
LONGEST_NOTE = 1000
FURTHEST = timedelta(days=730)
RECYCLED_FROM = (WorkStatus.WORKING, WorkStatus.MEETING_SET, WorkStatus.FIT_CONFIRMED)
NOT_THEIR_FAULT = (RejectEffect.DISQUALIFY, RejectEffect.NURTURE_ASK)
"""There was nothing to sell to, so the turn in the rotation is given back."""


@dataclass(frozen=True)
class _Return:
    """A checked rejection."""

    reason: RejectReason
    note: str
    key: str | None
    wake_at: datetime | None


def reject(
    lead: Lead,
    *,
    by: User,
    code: str,
    note: str = "",
    key: str | None = None,
    wake_on: date | None = None,
    now: datetime,
) -> None:
    """Give the lead back. By its reason it is disqualified, or goes to nurture; the form's owner is told either way.

    Raises FieldRefused, AlreadyAnswered, NotYours or MoveRefused.
    """
    lock(lead)
    assignment = in_hand(lead, by)
    check_move(lead.status, WorkStatus.REJECTED)
    returned = _checked(lead, assignment, code, note, key, wake_on, now)
    placing.end(lead, EndReason.REJECTED, now=now, credit_back=returned.reason.effect in NOT_THEIR_FAULT)
    timers.cancel(lead)
    _note_down(lead, returned, by, now)
    data = {"assignment_id": assignment.id, "code": code, "effect": returned.reason.effect, "key": returned.key}
    history.record("lead.rejected", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    _send_back(Act(lead, "rejected", now, agreed.promises(), by), returned, assignment)


def _checked(
    lead: Lead, assignment: Assignment, code: str, note: str, key: str | None, wake_on: date | None, now: datetime
) -> _Return:
    reason = agreed.reasons_for(lead).by_code.get(code)
    if reason is None:
        raise FieldRefused("code", "Choose one of the agreed reasons.")
    if len(note) > LONGEST_NOTE:
        raise FieldRefused("note", f"Keep the note below {LONGEST_NOTE:,} characters.")
    if reason.needs_attempts:
        _check_attempts(assignment)
    if reason.asks_key and not key:
        raise FieldRefused("key", "Say which answer was wrong or missing.")
    wakes = reason.effect is RejectEffect.NURTURE_UNTIL
    return _Return(reason, note, key if reason.asks_key else None, wake_moment(wake_on, now) if wakes else None)


def _check_attempts(assignment: Assignment) -> None:
    """Whoever could not be reached was tried: the agreed number of times since this rep had the lead (S60)."""
    tried = [act for act in db.session.scalars(activities_of(assignment.lead_id)) if act.at >= assignment.offered_at]
    wanted, made = agreed.promises().unreachable_attempts, attempts(tried)
    if made < wanted:
        raise FieldRefused(
            "code", f"The agreement asks for {wanted} logged attempts before this reason; there are {made}."
        )


def wake_moment(wake_on: date | None, now: datetime) -> datetime:
    """The morning of that day where the organisation is. Raises FieldRefused for none, or one that is not to come."""
    zone = ZoneInfo(organisation_zone())
    if wake_on is None:
        raise FieldRefused("wake_on", "Say from which day on the lead is worth another try.")
    if not now.astimezone(zone).date() < wake_on <= (now + FURTHEST).date():
        raise FieldRefused("wake_on", "Choose a day from tomorrow on, within two years.")
    return datetime.combine(wake_on, MORNING, zone).astimezone(UTC)


def _note_down(lead: Lead, returned: _Return, by: User, now: datetime) -> None:
    lead.status = WorkStatus.REJECTED
    lead.reject_code, lead.reject_note, lead.reject_key = returned.reason.code, returned.note, returned.key
    lead.rejected_by_id, lead.rejected_at = by.id, now
    notes.note(lead, returned.note, by=by, now=now)


def _send_back(act: Act, returned: _Return, assignment: Assignment) -> None:
    """What becomes of the lead, at once; marketing hears of it once, even where both mails would go to one person."""
    told = form_owner_id(act.lead)
    if returned.reason.effect is RejectEffect.DISQUALIFY:
        _disqualify(act.lead)
    else:
        routing.back_to_nurture(act, told=told, wake_at=returned.wake_at)
    key = f"lead-returned:{assignment.id}"
    outbox.enqueue("lead-returned", key, user_id=told, now=act.now, lead_id=act.lead.id)


def _disqualify(lead: Lead) -> None:
    check_move(lead.status, WorkStatus.DISQUALIFIED)
    lead.status = WorkStatus.DISQUALIFIED
    lead.owner_id = lead.accountable_id = lead.due_at = lead.wake_at = None


def recycle(lead: Lead, *, by: User, wake_on: date | None, note: str = "", now: datetime) -> None:
    """Back to nurture until that day; then the lead returns to this rep first.

    Raises FieldRefused, AlreadyAnswered, NotYours or MoveRefused.
    """
    lock(lead)
    assignment = in_hand(lead, by)
    if lead.status not in RECYCLED_FROM:
        raise FieldRefused("wake_on", "Log a first attempt before you send the lead back to nurture, or reject it.")
    wake_at = wake_moment(wake_on, now)
    placing.end(lead, EndReason.RECYCLED, now=now)
    timers.cancel(lead)
    note_id = notes.note(lead, note, by=by, now=now)
    data = {"assignment_id": assignment.id, "wake_at": wake_at.isoformat()}
    history.record("lead.recycled", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    act = Act(lead, "recycled", now, agreed.promises(), by, note_id)
    routing.back_to_nurture(act, alert="lead-recycled", wake_at=wake_at)
