"""What time brings back by itself: held leads whose next check came, and nurtured ones whose day came."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.rule import Stickiness
from portal.models.handoff.timer import Timer, running_timers
from portal.models.intake.lead import Lead, leads_to_wake
from portal.models.team.user import User
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import agreed, batches, offering, routing, timers
from portal.services.handoff.calendars import calendar_of
from portal.services.handoff.facts import facts_of
from portal.services.handoff.former import former_owner_id
from portal.services.handoff.placing import Act, Placement
from portal.services.ops import history, outbox


def release_held(now: datetime, limit: int) -> int:
    """Route held leads again whose next check came: an opening time, or somebody became eligible. How many."""
    leads = batches.taken(leads_to_wake(WorkStatus.HELD, now, limit))
    return batches.each(leads, lambda lead: _release(lead, now), lambda lead: _put_off(lead, now))


def wake_nurture(now: datetime, limit: int) -> int:
    """Bring back leads whose day came: an SQL to its former owner first, else marketing looks again. How many."""
    leads = batches.taken(leads_to_wake(WorkStatus.NURTURE, now, limit))
    return batches.each(leads, lambda lead: _wake(lead, now), lambda lead: _put_off(lead, now))


def _put_off(lead: Lead, now: datetime) -> None:
    lead.wake_at = now + batches.REST


def _release(lead: Lead, now: datetime) -> None:
    routing.route(lead, facts_of(lead), now=now, cause="released")


def _wake(lead: Lead, now: datetime) -> None:
    lead.wake_at = None
    timers.settle_due(lead)
    history.record("lead.woken", f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id)
    db.session.flush()
    if lead.qualification is not Qualification.SQL:
        _remind_marketing(lead, now)
        return
    former = _former_owner(lead, now)
    if former is None:
        routing.route(lead, facts_of(lead), now=now, cause="woken")
    else:
        offering.offer(Act(lead, "woken", now, agreed.promises()), former)


def _former_owner(lead: Lead, now: datetime) -> Placement | None:
    """Whoever had the prospect, unless they left or are away; at night it waits for their morning."""
    user_id = former_owner_id(lead, Stickiness.PERSON)
    user = None if user_id is None else db.session.get(User, user_id)
    if user is None or not user.active:
        return None
    calendar = calendar_of(user, now)
    away = any(start <= now < end for start, end in calendar.absences)
    return None if away else Placement(user.id, f"{user.name} is the former owner", calendar, sticky=True)


def _remind_marketing(lead: Lead, now: datetime) -> None:
    review = running_timers(lead.id).where(Timer.kind == PromiseKind.REVIEW_BY)
    timer = db.session.scalars(review).first()
    if timer is not None and lead.accountable_id is not None:
        key = f"nurture-review:{timer.id}:woken"
        payload = {"timer_id": timer.id}
        outbox.enqueue("nurture-review", key, user_id=lead.accountable_id, now=now, lead_id=lead.id, payload=payload)
