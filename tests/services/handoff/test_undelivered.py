"""An alert that dies: the manager is told, and the next rep is."""

from datetime import timedelta

from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff.accepting import accept
from portal.services.handoff.undelivered import on_dead_alert
from portal.services.ops import outbox
from tests.support.company import NOW, Company
from tests.support.leads import messages, routed

LATER = NOW + timedelta(minutes=1)


def die(lead: Lead, kind: str = "lead-offered") -> None:
    latest = select(Message).where(Message.lead_id == lead.id, Message.kind == kind).order_by(Message.id.desc())
    begin_write()
    on_dead_alert(db.session.scalars(latest.limit(1)).one(), LATER)
    db.session.commit()


def test_the_offer_goes_to_the_next_rep_and_the_manager_hears_why(house: Company) -> None:
    lead = routed(house)
    die(lead)
    assert (lead.status, lead.owner_id) == (WorkStatus.OFFERED, house.rob.id)
    first = db.session.scalars(select(Assignment).order_by(Assignment.id).limit(1)).one()
    assert (first.end_reason, first.credited_back) == (EndReason.UNDELIVERABLE, True)
    assert messages(lead)[1:] == [
        ("mail-failed", house.sam.id),
        ("lead-passed-on", house.rita.id),
        ("lead-offered", house.rob.id),
    ]


def test_a_mail_server_that_refuses_everybody_ends_with_the_manager(house: Company) -> None:
    lead = routed(house)
    die(lead)
    die(lead)
    assert (lead.status, lead.accountable_id) == (WorkStatus.HELD, house.sam.id)


def test_an_offer_that_was_accepted_meanwhile_stays(house: Company) -> None:
    lead = routed(house)
    begin_write()
    accept(lead, by=house.rita, now=NOW)
    db.session.commit()
    die(lead)
    assert (lead.status, lead.owner_id) == (WorkStatus.ACCEPTED, house.rita.id)
    assert messages(lead)[-1] == ("mail-failed", house.sam.id)


def test_a_failed_notice_of_a_failure_is_the_end(house: Company) -> None:
    lead = routed(house)
    die(lead)
    before = messages(lead)
    die(lead, "mail-failed")
    assert messages(lead) == before


def test_the_managers_own_dead_mail_reaches_the_custodian(house: Company) -> None:
    lead = routed(house)
    begin_write()
    outbox.enqueue("lead-escalated", "lead-escalated:1", user_id=house.sam.id, now=NOW, lead_id=lead.id)
    db.session.commit()
    die(lead, "lead-escalated")
    assert messages(lead)[-1] == ("mail-failed", house.ada.id)
