"""How a lead ends: won or lost, and whether the customer stayed. Marketing hears of it at once (S61)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from portal.models.base import db
from portal.models.handoff.assignment import EndReason
from portal.models.handoff.outcome import Outcome, outcome_of
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User
from portal.rules.handoff.deals import Ending, LostReason
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.rules.refusal import FieldRefused
from portal.services.handoff import agreed, placing, timers
from portal.services.handoff.accountable import form_owner_id
from portal.services.handoff.hands import AlreadyAnswered, NotYours, in_hand
from portal.services.handoff.locking import lock
from portal.services.handoff.opportunities import LARGEST, NoOpportunity
from portal.services.ops import history, outbox

LONGEST_NOTE = 1000
LONGEST_AGO = timedelta(days=366)
LOST_FROM = (WorkStatus.WORKING, WorkStatus.MEETING_SET, WorkStatus.FIT_CONFIRMED, WorkStatus.OPPORTUNITY)


def win(lead: Lead, *, amount: Decimal | None, on: date | None, note: str = "", by: User, now: datetime) -> Outcome:
    """They signed on that day. Raises NoOpportunity, FieldRefused, AlreadyAnswered or NotYours."""
    lock(lead)
    in_hand(lead, by)
    if lead.status is not WorkStatus.OPPORTUNITY:
        raise NoOpportunity("Only an opportunity can be won. Open one first.")
    if amount is None:
        raise FieldRefused("amount", "Say what they signed for.")
    if not 0 <= amount <= LARGEST:
        raise FieldRefused("amount", "Enter an amount of 0 or more.")
    day = _past(on, by, now, earliest=lead.created_at.date(), field="on")
    row = Outcome(lead_id=lead.id, user_id=by.id, ending=Ending.WON, amount=amount, currency=agreed.currency(), on=day)
    lead.won_at = lead.won_at or now
    data = {"amount": str(amount), "currency": row.currency, "on": day.isoformat()}
    return _close(lead, row, WorkStatus.WON, note, data, by, now)


def lose(lead: Lead, *, reason: LostReason | None, note: str = "", by: User, now: datetime) -> Outcome:
    """Nothing comes of it. Raises FieldRefused, MoveRefused, AlreadyAnswered or NotYours."""
    lock(lead)
    in_hand(lead, by)
    if reason is None:
        raise FieldRefused("reason", "Say why it was lost.")
    if reason is LostReason.OTHER and not note.strip():
        raise FieldRefused("note", "Say in a few words why it was lost.")
    day = now.astimezone(ZoneInfo(by.time_zone)).date()
    row = Outcome(lead_id=lead.id, user_id=by.id, ending=Ending.LOST, reason=reason, on=day)
    lead.lost_at = lead.lost_at or now
    return _close(lead, row, WorkStatus.LOST, note, {"reason": reason}, by, now)


def churn(lead: Lead, *, on: date | None, note: str = "", by: User, now: datetime) -> Outcome:
    """The customer left again on that day: it counts in what the lead was worth (S89).

    Raises AlreadyAnswered, NotYours or FieldRefused.
    """
    lock(lead)
    row = db.session.scalars(outcome_of(lead.id)).one_or_none()
    if row is None or lead.status is not WorkStatus.WON:
        raise AlreadyAnswered("Only a customer can leave.")
    if row.churned_on is not None:
        raise AlreadyAnswered("It is noted already that this customer left.")
    if not may_churn(lead, by):
        raise NotYours("Whoever won this customer, a sales manager or marketing can say that they left.")
    row.churned_on = _past(on, by, now, earliest=row.on, field="on", limit=None)
    row.churn_note = _note(note)
    data = {"outcome_id": row.id, "on": row.churned_on.isoformat()}
    history.record("lead.churned", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    _tell("lead-churned", row, lead, now)
    return row


def may_churn(lead: Lead, user: User) -> bool:
    """Whether the user may say that this customer left."""
    return lead.owner_id == user.id or user.has(Role.MANAGER, Role.MARKETING)


def _close(
    lead: Lead, row: Outcome, status: WorkStatus, note: str, data: dict[str, str], by: User, now: datetime
) -> Outcome:
    check_move(lead.status, status)
    row.note, row.created_at = _note(note), now
    placing.end(lead, EndReason.CLOSED, now=now)
    timers.cancel(lead)
    lead.status = status
    lead.accountable_id = lead.due_at = lead.wake_at = lead.next_step_at = None
    lead.next_step = ""
    db.session.add(row)
    db.session.flush()
    found = {"outcome_id": row.id, **data}
    history.record(f"lead.{status.value}", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=found)
    _tell("lead-closed", row, lead, now)
    return row


def _tell(kind: str, row: Outcome, lead: Lead, now: datetime) -> None:
    """To whoever answers for the form that the lead came by."""
    payload = {"outcome_id": row.id}
    outbox.enqueue(kind, f"{kind}:{row.id}", user_id=form_owner_id(lead), now=now, lead_id=lead.id, payload=payload)


def _note(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise FieldRefused("note", f"Keep the note below {LONGEST_NOTE:,} characters.")
    return text.strip()


def _past(
    on: date | None, by: User, now: datetime, *, earliest: date, field: str, limit: timedelta | None = LONGEST_AGO
) -> date:
    today = now.astimezone(ZoneInfo(by.time_zone)).date()
    if on is None:
        raise FieldRefused(field, "Say on which day.")
    if on > today:
        raise FieldRefused(field, "This day is still to come.")
    if on < earliest or (limit is not None and on < today - limit):
        raise FieldRefused(field, "This day is too long ago.")
    return on
