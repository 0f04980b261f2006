"""What is under way at Marlow when the story ends, and nobody has answered yet."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal.cli.demo.people import Company
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.fit import BuyingRole, CurrentSolution, FitNotes, FitResult
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import fit_calls, opportunities
from portal.services.handoff.fit_calls import Follow
from portal.services.handoff.opportunities import Deal
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


def leave_a_deal_open(company: Company, now: datetime) -> None:
    """The first rep has just opened an opportunity, whatever the dice said."""
    rep = company.one("rep1")
    theirs = select(Lead).where(Lead.owner_id == rep.id)
    lead = db.session.scalars(theirs.where(Lead.status == WorkStatus.WORKING).order_by(Lead.id).limit(1)).first()
    if lead is None or db.session.scalars(theirs.where(Lead.status == WorkStatus.OPPORTUNITY)).first() is not None:
        return
    ahead = now + timedelta(days=3)
    current = CurrentSolution(what="Paper and a whiteboard", why_replace="They grew by half this year")
    notes = FitNotes("Know what is on the shelf", current, BuyingRole.INFLUENCES, will_switch=True, has_budget=True)
    follow = Follow("Wants to show it to the head of operations.", "Work out the offer", ahead)
    fit_calls.record(lead, notes, FitResult.FITS, follow, mode=FitMode.OPTIONAL, by=rep, now=now)
    deal = Deal(Decimal(24_000), (now + timedelta(days=40)).date(), next_step="Work out the offer", next_step_at=ahead)
    opportunities.open_opportunity(lead, deal, mode=FitMode.OPTIONAL, by=rep, now=now)
