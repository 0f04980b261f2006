"""Passing an offer on: the rep did not accept in time, or could not be told of it."""

from datetime import datetime

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus, check_move
from portal.services.handoff import placing, routing, timers
from portal.services.handoff.facts import facts_of
from portal.services.ops import history, outbox

UNANSWERED = (EndReason.EXPIRED, EndReason.UNDELIVERABLE)
VERBS = {EndReason.EXPIRED: "lead.expired", EndReason.UNDELIVERABLE: "lead.undeliverable"}


def pass_on(lead: Lead, reason: EndReason, now: datetime) -> None:
    """End the unanswered offer without credit and offer the lead to the next rep; the former one is told.

    Nobody gets it twice before everybody eligible had it once. Then an expired offer goes round again, leaving out only
    the one who just let it pass; an undeliverable one is held, for a mail server that refuses everybody would send the
    lead round without end. The lead is locked by the caller.
    """
    ended = placing.end(lead, reason, now=now, credit_back=True)
    if ended is None:
        return
    timers.cancel(lead, PromiseKind.ACCEPT_BY)
    check_move(lead.status, WorkStatus.QUEUED)
    lead.status = WorkStatus.QUEUED
    data = {"assignment_id": ended.id, "user_id": ended.user_id}
    history.record(VERBS[reason], f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id, data=data)
    payload = {"assignment_id": ended.id}
    key = f"lead-passed-on:{ended.id}"
    outbox.enqueue("lead-passed-on", key, user_id=ended.user_id, now=now, lead_id=lead.id, payload=payload)
    db.session.flush()
    last = ended.user_id if reason is EndReason.EXPIRED else None
    routing.route(lead, facts_of(lead), now=now, exclude=had_it(lead), last=last, cause=reason.value)


def had_it(lead: Lead) -> frozenset[int]:
    """Who was offered the lead in vain since somebody last had it in hand."""
    offers = (
        select(Assignment.user_id, Assignment.end_reason)
        .where(Assignment.lead_id == lead.id, Assignment.kind == AssignmentKind.SALES)
        .order_by(Assignment.id.desc())
    )
    tried = set()
    for user_id, end_reason in db.session.execute(offers):
        if end_reason not in UNANSWERED:
            break
        tried.add(user_id)
    return frozenset(tried)
