"""An alert that the mail server refused for good: nobody waits for somebody who was never told (H9)."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import accountable
from portal.services.handoff.locking import lock
from portal.services.handoff.passing import pass_on
from portal.services.ops import outbox

MAIL_FAILED = "mail-failed"


def on_dead_alert(message: Message, now: datetime) -> None:
    """Tell the recipient's manager, and pass an offer that was not answered yet on to the next rep.

    A message about no lead is seen in the outbox; a failed notice of a failure is not followed by another.
    """
    if message.lead_id is None or message.kind == MAIL_FAILED:
        return
    lead = lock(db.session.get_one(Lead, message.lead_id))
    offered = _waiting_offer(message, lead)
    pool_id = None if offered is None else offered.pool_id
    manager_id = accountable.manager_id_of(pool_id, message.user_id)
    key = f"{MAIL_FAILED}:{message.id}:{message.queued_at:%Y%m%d%H%M%S}"
    payload = {"message_id": message.id}
    outbox.enqueue(MAIL_FAILED, key, user_id=manager_id, now=now, lead_id=lead.id, payload=payload)
    if offered is not None:
        pass_on(lead, EndReason.UNDELIVERABLE, now)


def _waiting_offer(message: Message, lead: Lead) -> Assignment | None:
    """The offer that the message was about, if it still waits for its answer."""
    if message.kind != "lead-offered" or lead.status is not WorkStatus.OFFERED:
        return None
    assignment = db.session.get(Assignment, message.payload.get("assignment_id"))
    return assignment if assignment is not None and assignment.ended_at is None else None
