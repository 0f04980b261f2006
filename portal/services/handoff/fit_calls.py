"""The fit call: what was found out, and what follows: the fit is confirmed, or the lead goes back (S81 to S87)."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.models.base import db
from portal.models.handoff.fit_call import FitCallRow
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.fit_call import FitMode
from portal.rules.agreement.terms import RejectEffect, RejectReason
from portal.rules.handoff import fit
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.rules.handoff.fit import FitNotes, FitResult
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.rules.refusal import FieldRefused, Refusal
from portal.services.handoff import activities, agreed, booking_ended, next_steps, rejecting
from portal.services.handoff.hands import in_hand
from portal.services.handoff.locking import lock
from portal.services.ops import history

HELD_FROM = (WorkStatus.ACCEPTED, WorkStatus.WORKING, WorkStatus.MEETING_SET)


class NoFitCall(Refusal):
    """A fit call is not for this lead, or not now."""


@dataclass(frozen=True)
class Follow:
    """What is to happen next. A fit needs a next step, "not now" a day, "not a fit" an agreed reason."""

    note: str = ""
    next_step: str = ""
    next_step_at: datetime | None = None
    wake_on: date | None = None
    code: str = ""
    at: datetime | None = None


def record(
    lead: Lead, notes: FitNotes, result: FitResult, follow: Follow, *, mode: FitMode, by: User, now: datetime
) -> FitCallRow:
    """Write the call down and let follow what follows. It counts as a call that reached the prospect.

    Raises NoFitCall, FieldRefused (``field`` is one of the notes, of ``Follow``, or ``result``), AlreadyAnswered or
    NotYours.
    """
    lock(lead)
    in_hand(lead, by)
    _check(lead, mode)
    _check_follow(lead, notes, result, follow, now)
    row = _write(lead, notes, result, follow, by, now)
    match result:
        case FitResult.FITS:
            _confirm(lead, row, by, now)
        case FitResult.NOT_NOW:
            rejecting.recycle(lead, by=by, wake_on=follow.wake_on, note="", now=now)
        case FitResult.NOT_A_FIT:
            rejecting.reject(lead, by=by, code=follow.code, note=follow.note, now=now)
    return row


def reasons(lead: Lead) -> tuple[RejectReason, ...]:
    """The agreed reasons for "not a fit": those that send the lead to nobody."""
    offered = agreed.reasons_for(lead).offered
    return tuple(reason for reason in offered if reason.effect is RejectEffect.DISQUALIFY)


def _check(lead: Lead, mode: FitMode) -> None:
    if lead.status not in HELD_FROM:
        raise NoFitCall("A fit call is for a lead that was accepted and is not an opportunity yet.")
    if mode is FitMode.OFF:
        raise NoFitCall("The agreement asks for no fit call with leads like this one.")


def _check_follow(lead: Lead, notes: FitNotes, result: FitResult, follow: Follow, now: datetime) -> None:
    """Before anything is written."""
    match result:
        case FitResult.FITS:
            for name, sentence in fit.open_questions(notes):
                raise FieldRefused(name, sentence)
            next_steps.check_named(follow.next_step, follow.next_step_at, now)
        case FitResult.NOT_NOW:
            rejecting.wake_moment(follow.wake_on, now)
        case FitResult.NOT_A_FIT:
            if follow.code not in {reason.code for reason in reasons(lead)}:
                raise FieldRefused("code", "Say why it is not a fit.")


def _write(lead: Lead, notes: FitNotes, result: FitResult, follow: Follow, by: User, now: datetime) -> FitCallRow:
    fits = result is FitResult.FITS
    met = lead.status is WorkStatus.MEETING_SET
    activity = activities.log(
        lead,
        by=by,
        kind=ActivityKind.MEETING if met else ActivityKind.CALL,
        outcome=None if met else CallOutcome.REACHED,
        note="" if result is FitResult.NOT_A_FIT else follow.note,
        next_step=follow.next_step if fits else "",
        next_step_at=follow.next_step_at if fits else None,
        at=follow.at,
        now=now,
    )
    current = notes.current
    row = FitCallRow(
        lead_id=lead.id,
        user_id=by.id,
        activity_id=activity.id,
        needs=notes.needs,
        current_who=current.who,
        current_what=current.what,
        current_why=current.why,
        why_replace=current.why_replace,
        role=notes.role,
        will_switch=notes.will_switch,
        has_budget=notes.has_budget,
        result=result,
        created_at=now,
    )
    db.session.add(row)
    if met:
        booking_ended.took_place(lead, by=by, now=now)
        check_move(lead.status, WorkStatus.WORKING)
        lead.status = WorkStatus.WORKING
    db.session.flush()
    return row


def _confirm(lead: Lead, row: FitCallRow, by: User, now: datetime) -> None:
    check_move(lead.status, WorkStatus.FIT_CONFIRMED)
    lead.status = WorkStatus.FIT_CONFIRMED
    lead.fit_confirmed_at = lead.fit_confirmed_at or now
    data = {"fit_call_id": row.id}
    history.record("lead.fit_confirmed", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
