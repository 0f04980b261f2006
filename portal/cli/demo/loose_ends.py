"""What is under way at Marlow when the story ends, and nobody has answered yet."""

from datetime import datetime

from sqlalchemy import select

from portal.cli.demo.people import Company
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.handoff.stages import WorkStatus
from portal.services.intake import asking


def pass_a_link_on(company: Company, now: datetime) -> None:
    """Marketing has sent the newest MQL a link that asks for what it lacks."""
    nurtured = select(Lead).where(Lead.status == WorkStatus.NURTURE).order_by(Lead.id.desc()).limit(20)
    lead = next((lead for lead in db.session.scalars(nurtured) if asking.askable(lead)), None)
    if lead is not None:
        asking.open_link(lead, by=company.one("marketing"), now=now)
