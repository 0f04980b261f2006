"""Leads as they stand after judging, without a form in front; and what the handoff left behind about them."""

import itertools
import json
from datetime import datetime

from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment, active_assignment
from portal.models.handoff.timer import Timer
from portal.models.intake.company import Company as Firm
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.definition import Purpose
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import accountable
from portal.services.handoff.routing import route
from tests.support.company import NOW, Company

OFFICE = json.dumps({day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
EVENING = NOW.replace(hour=20)
_NUMBERS = itertools.count(1)

SQL = RoutingFacts(Qualification.SQL, form_slug="contact-sales", purpose=Purpose.HAND_RAISER)
INCOMPLETE = RoutingFacts(Qualification.MQL, incomplete=True, form_slug="contact-sales", purpose=Purpose.HAND_RAISER)
FAILED = RoutingFacts(Qualification.MQL, failed=True, form_slug="contact-sales", purpose=Purpose.HAND_RAISER)
UNQUALIFIED = RoutingFacts(Qualification.UNQUALIFIED, form_slug="contact-sales", purpose=Purpose.HAND_RAISER)


def new_lead(
    house: Company | None,
    facts: RoutingFacts = SQL,
    *,
    person: Person | None = None,
    firm: Firm | None = None,
    now: datetime = NOW,
) -> Lead:
    """A judged lead that nobody has yet; of a new person, unless one is given. Flushed.

    Without the house, whose rows belong to the test's own session, it came by no form: for leads that threads make.
    """
    number = next(_NUMBERS)
    email = f"visitor{number}@firm{number}.example"
    asker = person or Person(email=email, email_key=email, name=f"Visitor {number}", created_at=now)
    if firm is not None:
        asker.company_id = firm.id
    lead = Lead(
        person=asker,
        company_id=asker.company_id,
        form_id=house.form.id if house else None,
        status=WorkStatus.NEW,
        qualification=facts.level,
        accountable_id=house.mary.id if house else accountable.nurture_owner_id(),
        due_at=now,
        person_name=asker.name,
        created_at=now,
        created_day=int(f"{now:%Y%m%d}"),
        known_at=now,
        mql_at=now if facts.level is not Qualification.UNQUALIFIED else None,
        sql_at=now if facts.level is Qualification.SQL else None,
    )
    db.session.add_all([asker, lead])
    db.session.flush()
    return lead


def new_firm(domain: str = "kaveri.example") -> Firm:
    firm = Firm(name=domain, domain=domain, created_at=NOW)
    db.session.add(firm)
    db.session.commit()
    return firm


def nobody_works(house: Company) -> None:
    """Both reps keep office hours now, so in the evening nobody does."""
    house.rita.week = house.rob.week = OFFICE
    db.session.commit()


def routed(house: Company, facts: RoutingFacts = SQL, *, now: datetime = NOW, **more: object) -> Lead:
    """A lead that was routed and committed."""
    begin_write()
    lead = new_lead(house, facts, now=now, **more)  # type: ignore[arg-type]  # person, firm
    route(lead, facts, now=now, cause="submission")
    db.session.commit()
    return lead


def running(lead: Lead) -> Assignment:
    """The assignment that has not ended; there is exactly one."""
    return db.session.scalars(active_assignment(lead.id)).one()


def timer(lead: Lead, kind: PromiseKind) -> Timer:
    """The latest promise of that kind."""
    query = select(Timer).where(Timer.lead_id == lead.id, Timer.kind == kind).order_by(Timer.id.desc()).limit(1)
    return db.session.scalars(query).one()


def messages(lead: Lead, kind: str | None = None) -> list[tuple[str, int]]:
    """What is owed about the lead: kind and recipient, in the order in which it was owed."""
    query = select(Message.kind, Message.user_id).where(Message.lead_id == lead.id).order_by(Message.id)
    return [(row.kind, row.user_id) for row in db.session.execute(query) if kind in (None, row.kind)]


def events(lead: Lead) -> list[str]:
    """The kinds of the lead's events, oldest first."""
    return list(db.session.scalars(select(Event.kind).where(Event.lead_id == lead.id).order_by(Event.id)))
