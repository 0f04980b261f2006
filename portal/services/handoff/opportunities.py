"""Opportunities: opened by a rep in one step (S87), kept up to date until they are won or lost (S88)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from portal.models.base import db
from portal.models.handoff.opportunity import Opportunity, opportunity_of
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.deals import DealStage
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.rules.refusal import FieldRefused, Refusal
from portal.services.handoff import agreed, next_steps, timers
from portal.services.handoff.hands import in_hand
from portal.services.handoff.locking import lock
from portal.services.ops import history

LARGEST = Decimal(10**12)
FURTHEST = timedelta(days=5 * 366)
OPENED_FROM = (WorkStatus.WORKING, WorkStatus.FIT_CONFIRMED)


class NoOpportunity(Refusal):
    """The lead is not ready to be an opportunity, or is none any more."""


@dataclass(frozen=True)
class Deal:
    """What may come of it. ``amount`` is in units of the agreement's currency."""

    amount: Decimal | None
    expected_on: date | None
    stage: DealStage = DealStage.SCOPE
    next_step: str = ""
    next_step_at: datetime | None = None


def why_not(lead: Lead, mode: FitMode) -> Refusal | None:
    """What keeps the lead from becoming an opportunity; None when nothing does."""
    if lead.status not in OPENED_FROM:
        return NoOpportunity("Only a lead that somebody works on becomes an opportunity.")
    if mode is FitMode.MANDATORY and lead.status is not WorkStatus.FIT_CONFIRMED:
        return NoOpportunity("The agreement asks for a fit call with leads like this one first.")
    return None


def open_opportunity(lead: Lead, deal: Deal, *, mode: FitMode, by: User, now: datetime) -> Opportunity:
    """The lead is ready: what it may be worth, when, and what happens next.

    Raises NoOpportunity, FieldRefused, AlreadyAnswered or NotYours.
    """
    lock(lead)
    assignment = in_hand(lead, by)
    if (refusal := why_not(lead, mode)) is not None:
        raise refusal
    amount, expected_on = _checked(deal, by, now)
    next_steps.check_named(deal.next_step, deal.next_step_at, now)
    check_move(lead.status, WorkStatus.OPPORTUNITY)
    lead.status = WorkStatus.OPPORTUNITY
    lead.opportunity_at = lead.opportunity_at or now
    row = db.session.scalars(opportunity_of(lead.id)).one_or_none() or Opportunity(lead_id=lead.id)
    row.amount, row.expected_on, row.currency = amount, expected_on, agreed.currency()
    row.opened_by_id, row.opened_at = by.id, now
    _set_stage(row, deal.stage, now)
    db.session.add(row)
    next_steps.promise(lead, assignment, deal.next_step, deal.next_step_at, now)
    timers.settle_due(lead)
    data = {"opportunity_id": row.id, "amount": str(row.amount), "currency": row.currency}
    history.record("lead.opportunity_opened", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    return row


def change(lead: Lead, deal: Deal, *, by: User, now: datetime) -> Opportunity:
    """It is worth more or less, comes sooner or later, or has come further. A next step is named or stays as it is.

    Raises NoOpportunity, FieldRefused, AlreadyAnswered or NotYours.
    """
    lock(lead)
    assignment = in_hand(lead, by)
    row = db.session.scalars(opportunity_of(lead.id)).one_or_none()
    if row is None or lead.status is not WorkStatus.OPPORTUNITY:
        raise NoOpportunity("This lead is no open opportunity.")
    before = (row.amount, row.expected_on, row.stage)
    row.amount, row.expected_on = _checked(deal, by, now)
    next_steps.check(deal.next_step, deal.next_step_at, now)
    _set_stage(row, deal.stage, now)
    if deal.next_step_at is not None:
        next_steps.promise(lead, assignment, deal.next_step, deal.next_step_at, now)
        timers.settle_due(lead)
    if before != (row.amount, row.expected_on, row.stage):
        data = {"opportunity_id": row.id, "amount": str(row.amount), "currency": row.currency, "stage": row.stage}
        history.record("opportunity.changed", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    return row


def _set_stage(row: Opportunity, stage: DealStage, now: datetime) -> None:
    row.stage = stage
    if stage is DealStage.PROPOSAL and row.proposed_at is None:
        row.proposed_at = now


def _checked(deal: Deal, by: User, now: datetime) -> tuple[Decimal, date]:
    if deal.amount is None:
        raise FieldRefused("amount", "Say what it may be worth. An estimate will do.")
    if not 0 <= deal.amount <= LARGEST:
        raise FieldRefused("amount", "Enter an amount of 0 or more.")
    today = now.astimezone(ZoneInfo(by.time_zone)).date()
    if deal.expected_on is None:
        raise FieldRefused("expected_on", "Say when you expect the decision.")
    if not today <= deal.expected_on <= today + FURTHEST:
        raise FieldRefused("expected_on", "Choose a day from today on, within five years.")
    return deal.amount, deal.expected_on
