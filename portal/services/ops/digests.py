"""The daily summary: one message a working day, in the morning of whoever wants it."""

from datetime import datetime, time

from sqlalchemy import exists

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.team.user import User, active_users
from portal.rules.handoff.stages import CLOSED
from portal.rules.handoff.week import week_from_json
from portal.rules.moments import zone
from portal.services.ops import outbox

AT = time(7, 30)
UNTIL = time(12, 0)


def owe(now: datetime) -> int:
    """Owe today's summary to all whose morning it is, who work today and have leads; how many were owed."""
    owed = 0
    has_leads = exists().where(Lead.accountable_id == User.id, Lead.status.not_in(CLOSED))
    wanting = active_users().where(User.wants_digest.is_(True), User.password_hash.is_not(None), has_leads)
    for user in db.session.scalars(wanting):
        local = now.astimezone(zone(user.time_zone))
        if AT <= local.time() < UNTIL and week_from_json(user.week).days[local.weekday()]:
            day = local.date().isoformat()
            outbox.enqueue("digest", f"digest:{user.id}:{day}", user_id=user.id, now=now, payload={"day": day})
            owed += 1
    return owed
