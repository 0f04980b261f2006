"""Notes on a lead: what colleagues tell each other. Kept apart from the history, so that they can be erased."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.activity import Activity
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.activities import ActivityKind


def note(lead: Lead, text: str, *, by: User, now: datetime) -> int | None:
    """Put the words that came with an act on the timeline; the activity's id, None for no words."""
    if not text.strip():
        return None
    words = Activity(lead_id=lead.id, user_id=by.id, kind=ActivityKind.NOTE, note=text, at=now, created_at=now)
    db.session.add(words)
    db.session.flush()
    return words.id
