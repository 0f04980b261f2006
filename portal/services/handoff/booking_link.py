"""A rep's own link: whoever opens it says their address, and is mailed the way to a meeting if the rep has their lead.

The answer is the same whether the address is known or not (trap 7).
"""

from datetime import datetime

from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.team.user import User
from portal.rules.handoff.stages import WITH_REP
from portal.services.handoff.booking_times import offering_of
from portal.services.ops import outbox

MAIL = "meeting-link"


def send(rep: User, email_key: str, *, now: datetime) -> None:
    """Owe the mail, once a day for a lead."""
    mine = select(Lead).join(Person, Person.id == Lead.person_id).where(Lead.owner_id == rep.id)
    theirs = mine.where(Person.email_key == email_key, Lead.status.in_(WITH_REP)).order_by(Lead.id.desc()).limit(1)
    lead = db.session.scalars(theirs).first()
    if lead is not None and offering_of(rep).bookable:
        outbox.enqueue(MAIL, f"{MAIL}:{lead.id}:{now:%Y%m%d}", user_id=rep.id, now=now, lead_id=lead.id)
