"""What became of a meeting: into the history, and by mail to the prospect and the rep."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.models.handoff.meeting import Meeting
from portal.models.team.user import User
from portal.services.ops import history, outbox

TO_PROSPECT, TO_REP = "meeting-invitation", "meeting-notice"


def tell(meeting: Meeting, kind: str, *, by: User | None, now: datetime, more: Mapping[str, Any] | None = None) -> None:
    """Record it, and owe both the mail with the calendar's entry as it is from now on."""
    record(meeting, kind, by=by, now=now, more=more)
    payload = {"meeting_id": meeting.id, "what": kind.partition(".")[2]}
    for letter in (TO_PROSPECT, TO_REP):
        key = f"{letter}:{meeting.id}:{meeting.sequence}"
        outbox.enqueue(letter, key, user_id=meeting.user_id, now=now, lead_id=meeting.lead_id, payload=payload)


def record(
    meeting: Meeting, kind: str, *, by: User | None, now: datetime, more: Mapping[str, Any] | None = None
) -> None:
    """The event. ``by`` None is the prospect, or Baton itself where the lead has left the rep."""
    data = {
        "meeting_id": meeting.id,
        "user_id": meeting.user_id,
        "kind": meeting.kind.value,
        "starts_at": meeting.starts_at.isoformat(),
        **(more or {}),
    }
    history.record(kind, f"lead:{meeting.lead_id}", now=now, actor=by, lead_id=meeting.lead_id, data=data)
