"""Calls that are owed to webhooks: found in the history, claimed, settled, made again.

Nothing here runs while a submission is taken in: the worker follows the history with a mark for each webhook.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import SystemRandom

from sqlalchemy import select, update

from portal.models.base import db, table_of
from portal.models.engine import insert_once
from portal.models.intake.lead import Lead
from portal.models.ops.event import Event
from portal.models.ops.webhook import CallState, HookCall, Webhook, calls_due
from portal.models.team.user import User
from portal.rules.retry import next_attempt
from portal.services.ops import history

ERROR_LENGTH = 500
HOLD = timedelta(minutes=1)
"""How long a claimed call is its worker's; a call takes ten seconds at most."""

GAP_AGE = timedelta(minutes=1)
"""A number that is missing in the history belongs to a transaction that was rolled back, or to one that is still
running: younger than this, the mark waits before it."""

_RANDOM = SystemRandom()


def spread(now: datetime, limit: int) -> bool:
    """Owe every webhook the calls for what has happened since its mark; whether there was anything to look at."""
    active = Webhook.removed_at.is_(None), Webhook.paused_at.is_(None)
    waiting = select(Webhook).where(*active).order_by(Webhook.id).with_for_update(skip_locked=True)
    moved = [_follow(webhook, now, limit) for webhook in db.session.scalars(waiting).all()]
    return any(moved)


def _follow(webhook: Webhook, now: datetime, limit: int) -> bool:
    query = (
        select(Event.id, Event.at, Event.kind, Lead.form_id)
        .outerjoin(Lead, Lead.id == Event.lead_id)
        .where(Event.id > webhook.seen_event_id)
        .order_by(Event.id)
        .limit(limit)
    )
    seen, owed = webhook.seen_event_id, []
    for event in db.session.execute(query):
        if event.id != seen + 1 and event.at > now - GAP_AGE:
            break
        seen = event.id
        if event.kind in webhook.kinds and webhook.form_id in (None, event.form_id):
            owed.append({"webhook_id": webhook.id, "event_id": event.id, "kind": event.kind})
    if seen == webhook.seen_event_id:
        return False
    _owe(owed, now)
    webhook.seen_event_id = seen
    db.session.flush()
    return True


def _owe(calls: Sequence[dict[str, object]], now: datetime) -> None:
    rows = [
        {**call, "state": CallState.WAITING, "attempts": 0, "queued_at": now, "next_attempt_at": now, "last_error": ""}
        for call in calls
    ]
    if rows:
        db.session.execute(insert_once(table_of(HookCall), "webhook_id", "event_id"), rows)


def claim(now: datetime) -> HookCall | None:
    """One call to make now; every worker gets another one. It is the caller's for a minute, with this ``attempts``."""
    active = Webhook.removed_at.is_(None), Webhook.paused_at.is_(None)
    query = calls_due(now).join(Webhook, Webhook.id == HookCall.webhook_id).where(*active).limit(1)
    call = db.session.scalars(query.with_for_update(of=HookCall, skip_locked=True)).first()
    if call is not None:
        call.attempts += 1
        call.next_attempt_at = now + HOLD
        db.session.flush()
    return call


def delivered(call_id: int, attempt: int, *, status: int, now: datetime) -> bool:
    """The other side took it. False when somebody else has the call by now."""
    return _settle(
        call_id,
        attempt,
        state=CallState.DELIVERED,
        status=status,
        last_error="",
        next_attempt_at=None,
        settled_at=now,
    )


def failed(call: HookCall, *, status: int | None, error: str, base_seconds: float, now: datetime) -> bool:
    """It waits for its next attempt, for 48 hours; then it is dead, and stays in the log to be made again by hand."""
    again = next_attempt(call.attempts, base_seconds, call.queued_at, now, _RANDOM.random())
    state, settled = (CallState.DEAD, now) if again is None else (CallState.WAITING, None)
    words = error[:ERROR_LENGTH]
    values = {"state": state, "status": status, "last_error": words, "next_attempt_at": again, "settled_at": settled}
    return _settle(call.id, call.attempts, **values)


def replay(call: HookCall, *, by: User, now: datetime) -> None:
    """Make the call once more, whatever became of it; the receiver knows it by its id."""
    call.state, call.attempts, call.settled_at = CallState.WAITING, 0, None
    call.queued_at = call.next_attempt_at = now
    history.record("webhook.replayed", f"webhook:{call.webhook_id}", now=now, actor=by, data={"call_id": call.id})
    db.session.flush()


def _settle(call_id: int, attempt: int, **values: object) -> bool:
    mine = HookCall.id == call_id, HookCall.attempts == attempt, HookCall.state == CallState.WAITING
    changed = update(HookCall).where(*mine).values(**values).returning(HookCall.id)
    return bool(db.session.scalars(changed, execution_options={"synchronize_session": "fetch"}).all())
