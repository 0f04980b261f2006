"""Whether a form doubted the address of a lead."""

from sqlalchemy import select

from portal.models.base import db
from portal.models.ops.event import Event

DOUBTED = "lead.address_doubted"


def doubted_address(lead_id: int) -> str:
    """``free`` or ``disposable`` where a form said so, the latest; else nothing. One query."""
    noted = select(Event.data).where(Event.lead_id == lead_id, Event.kind == DOUBTED).order_by(Event.id.desc()).limit(1)
    data = db.session.scalars(noted).first()
    return str(data["mailbox"]) if data else ""
