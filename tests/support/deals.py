"""Leads on their way from a first talk to a customer."""

from datetime import date, timedelta
from decimal import Decimal

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.reports.ledger import ledger
from portal.reports.soundness import invariants
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.rules.handoff.fit import BuyingRole, CurrentSolution, FitNotes, FitResult
from portal.services.handoff import fit_calls, opportunities, outcomes
from portal.services.handoff.activities import log
from portal.services.handoff.fit_calls import Follow
from portal.services.handoff.opportunities import Deal
from tests.support.company import NOW, Company
from tests.support.leads import routed

CALLED = NOW + timedelta(minutes=2)
LATER = NOW + timedelta(minutes=30)
SOON = NOW + timedelta(days=2)
IN_SPRING = date(2027, 3, 1)
FOUND = FitNotes(
    needs="Payroll for three sites",
    current=CurrentSolution(who="Ledgerly", what="Payroll by hand", why="It was cheap", why_replace="Two sites more"),
    role=BuyingRole.DECIDES,
    will_switch=True,
    has_budget=True,
)
STEP = Follow(note="Good talk.", next_step="Send the offer", next_step_at=SOON)
DEAL = Deal(Decimal(48_000), IN_SPRING, next_step="Send the offer", next_step_at=SOON)


def worked(house: Company) -> Lead:
    lead = routed(house)
    begin_write()
    log(lead, by=house.rita, kind=ActivityKind.CALL, outcome=CallOutcome.REACHED, now=CALLED)
    db.session.commit()
    return lead


def held(house: Company, lead: Lead, result: FitResult = FitResult.FITS, **more: object) -> Lead:
    follow = more.pop("follow", STEP)
    notes, mode = more.pop("notes", FOUND), more.pop("mode", FitMode.OPTIONAL)
    begin_write()
    fit_calls.record(lead, notes, result, follow, mode=mode, by=house.rita, now=LATER)  # type: ignore[arg-type]
    db.session.commit()
    return lead


def opened(house: Company, lead: Lead, deal: Deal = DEAL, mode: FitMode = FitMode.OPTIONAL) -> Lead:
    begin_write()
    opportunities.open_opportunity(lead, deal, mode=mode, by=house.rita, now=LATER)
    db.session.commit()
    return lead


def won(house: Company) -> Lead:
    lead = opened(house, worked(house))
    begin_write()
    outcomes.win(lead, amount=Decimal(50_000), on=NOW.date(), note="Signed.", by=house.rita, now=LATER)
    db.session.commit()
    return lead


def assert_sound() -> None:
    """The invariants of a database whose leads came by no submission."""
    assert ledger().messages.difference == 0
    assert [finding.name for finding in invariants() if finding.broken and finding.name != "ledger"] == []
