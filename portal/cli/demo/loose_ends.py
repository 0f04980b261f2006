"""What is under way at Marlow when the story ends, and nobody has answered yet."""

from datetime import datetime

from sqlalchemy import select

from portal.cli.demo.people import Company
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.handoff.stages import WorkStatus
from portal.services.intake import asking
from portal.services.ops import webhooks


def pass_a_link_on(company: Company, now: datetime) -> None:
    """Marketing has sent the newest MQL a link that asks for what it lacks."""
    nurtured = select(Lead).where(Lead.status == WorkStatus.NURTURE).order_by(Lead.id.desc()).limit(20)
    lead = next((lead for lead in db.session.scalars(nurtured) if asking.askable(lead)), None)
    if lead is not None:
        asking.open_link(lead, by=company.one("marketing"), now=now)


def name_a_webhook(company: Company, now: datetime) -> None:
    """The warehouse's own system would be told; there is none, so it is paused."""
    kinds = ("lead.created", "lead.lifted", "lead.accepted")
    admin = company.one("admin")
    webhook = webhooks.make(
        webhooks.Wanted("Customer records", "https://hooks.example.com/baton", kinds), by=admin, now=now
    )
    webhooks.pause(webhook, by=admin, now=now)
