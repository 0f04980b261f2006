"""Disputes: marketing says that a returned lead was good; the sales manager rules (H8, S60)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.dispute import Dispute, Ruling, disputes_of
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.rules.refusal import Refusal
from portal.services.handoff import accountable, agreed, routing, turns
from portal.services.handoff.facts import facts_of
from portal.services.handoff.hands import NotYours
from portal.services.handoff.locking import lock
from portal.services.ops import history, outbox

RETURNED = (WorkStatus.NURTURE, WorkStatus.DISQUALIFIED)


class DisputeRefused(Refusal):
    """There is nothing to dispute, or the dispute is over; the message says why."""


def open_dispute(lead: Lead, *, by: User, reason: str, now: datetime) -> Dispute:
    """Ask the rep's manager to look again, within the agreed days. Raises DisputeRefused or NotYours."""
    if not by.has(Role.MARKETING):
        raise NotYours("Marketing opens disputes.")
    lock(lead)
    refused = why_not(lead, now)
    if refused:
        raise DisputeRefused(refused)
    if not reason.strip():
        raise DisputeRefused("Say why this was a good lead.")
    returned = _returned(lead)
    judge_id = accountable.manager_id_of(None if returned is None else returned.pool_id, lead.rejected_by_id)
    dispute = Dispute(
        lead_id=lead.id,
        reject_code=lead.reject_code or "",
        reason=reason,
        opened_by_id=by.id,
        opened_at=now,
        judge_id=judge_id,
    )
    db.session.add(dispute)
    db.session.flush()
    data = {"dispute_id": dispute.id, "judge_id": judge_id, "code": dispute.reject_code}
    history.record("dispute.opened", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    _tell("dispute-opened", dispute, judge_id, now)
    return dispute


def why_not(lead: Lead, now: datetime) -> str:
    """Why the lead cannot be disputed now; empty when it can."""
    if lead.rejected_at is None or lead.status not in RETURNED:
        return "Sales has not given this lead back, so there is nothing to dispute."
    days = agreed.promises().dispute_days
    if now > lead.rejected_at + timedelta(days=days):
        return f"A returned lead can be disputed within {days} days."
    known = db.session.scalars(disputes_of(lead.id).where(Dispute.opened_at >= lead.rejected_at)).first()
    if known is None:
        return ""
    return "This return is disputed already." if known.decided_at is None else "This return was disputed and decided."


def decide(dispute: Dispute, *, by: User, ruling: Ruling, note: str = "", now: datetime) -> None:
    """The manager's word: the lead goes to another rep, or the return stands. Raises DisputeRefused or NotYours."""
    lead = lock(dispute.lead)
    db.session.refresh(dispute)
    if by.id != dispute.judge_id and not by.has(Role.MANAGER):
        raise NotYours("The sales manager decides disputes.")
    if dispute.decided_at is not None:
        raise DisputeRefused("This dispute is decided already.")
    if ruling is Ruling.REOFFERED and lead.status not in RETURNED:
        raise DisputeRefused("The lead has moved on since, so it cannot be offered again from here.")
    dispute.ruling, dispute.ruling_note = ruling, note
    dispute.decided_by_id, dispute.decided_at = by.id, now
    db.session.flush()
    data = {"dispute_id": dispute.id, "ruling": ruling}
    history.record("dispute.decided", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    _tell("dispute-decided", dispute, dispute.opened_by_id, now)
    if ruling is Ruling.REOFFERED:
        _offer_again(lead, by, now)


def _offer_again(lead: Lead, by: User, now: datetime) -> None:
    """To another rep; the return counts no more, so neither does the turn that was given back for it."""
    returned = _returned(lead)
    former_id = lead.rejected_by_id if returned is None else returned.user_id
    if returned is not None:
        turns.take_again(returned)
    check_move(lead.status, WorkStatus.QUEUED)
    _clear_return(lead)
    db.session.flush()
    exclude = frozenset() if former_id is None else frozenset({former_id})
    routing.route(lead, facts_of(lead), now=now, actor=by, exclude=exclude, cause="disputed")


def _clear_return(lead: Lead) -> None:
    lead.reject_code = lead.reject_key = lead.rejected_by_id = lead.rejected_at = None
    lead.reject_note = ""


def _returned(lead: Lead) -> Assignment | None:
    """The assignment that the rejection ended."""
    ended = select(Assignment).where(Assignment.lead_id == lead.id, Assignment.end_reason == EndReason.REJECTED)
    return db.session.scalars(ended.order_by(Assignment.id.desc()).limit(1)).first()


def _tell(kind: str, dispute: Dispute, user_id: int, now: datetime) -> None:
    payload = {"dispute_id": dispute.id}
    outbox.enqueue(kind, f"{kind}:{dispute.id}", user_id=user_id, now=now, lead_id=dispute.lead_id, payload=payload)
