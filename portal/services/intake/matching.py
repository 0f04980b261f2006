"""Who wrote, and which enquiry it belongs to: by the exact dedupe email and nothing else (H4; traps 8 and 10)."""

from datetime import datetime

from sqlalchemy import Select, select

from portal.models.base import db, table_of
from portal.models.engine import insert_once
from portal.models.intake.company import Company
from portal.models.intake.lead import Lead, latest_lead_of, open_lead_of
from portal.models.intake.person import Person, person_by_email_key
from portal.rules.handoff.stages import WorkStatus

NAME_LENGTH = 200


def person_for(*, email: str, email_key: str, name: str, company_id: int | None, now: datetime) -> tuple[Person, bool]:
    """The person of that key, made if nobody has it yet (then the second value is True).

    The row is locked, so that two posts of one person wait for each other, also when both bring the first one.
    """
    row = {
        "email": email,
        "email_key": email_key,
        "name": name[:NAME_LENGTH],
        "company_id": company_id,
        "profile": "{}",
        "created_at": now,
    }
    made = db.session.execute(insert_once(table_of(Person), "email_key").returning(table_of(Person).c.id), row).scalar()
    if made is None:
        return db.session.scalars(person_by_email_key(email_key).with_for_update(key_share=True)).one(), False
    return db.session.get_one(Person, made), True


def company_for(*, domain: str | None, name: str, now: datetime) -> int | None:
    """The id of the company at that domain, made if it is not known yet. Free mail (None) matches no company."""
    if domain is None:
        return None
    known = db.session.execute(select(Company.id).where(Company.domain == domain)).scalar()
    if known is not None:
        return known
    row = {"domain": domain, "name": (name or domain)[:NAME_LENGTH], "created_at": now}
    made = insert_once(table_of(Company), "domain").returning(table_of(Company).c.id)
    new = db.session.execute(made, row).scalar()
    if new is not None:
        return int(new)
    return db.session.execute(select(Company.id).where(Company.domain == domain)).scalar_one()


def lead_of(person_id: int, attempt_leads: list[int]) -> tuple[Lead | None, Lead | None]:
    """The enquiry that a further post joins, and the former one that a new enquiry is linked to; at most one of them.

    Joined are the open lead, the lead of the same attempt, and one that was disqualified, which the new answers may
    reopen. After a won or lost lead a new one begins.
    """
    going_on = db.session.scalars(open_lead_of(person_id).with_for_update(of=Lead, key_share=True)).first()
    if going_on is not None:
        return going_on, None
    latest = db.session.scalars(latest_lead_of(person_id).with_for_update(of=Lead, key_share=True)).first()
    if latest is not None and (latest.status is WorkStatus.DISQUALIFIED or latest.id in attempt_leads):
        return latest, None
    return None, latest


def corrected_lead(email: str, key: str, name: str, company_id: int | None, attempt_leads: list[int]) -> Lead | None:
    """The attempt's lead, when its sender went back and mended the email address.

    Only for a person whom this very attempt made, under the same name, and for an address that is nobody's: a token
    must not be a way into somebody else's history (trap 8). Until a rep accepts, the person's address is mended, too.
    """
    if not attempt_leads or db.session.execute(select(Person.id).where(Person.email_key == key)).scalar() is not None:
        return None
    person = db.session.scalars(_person_of_lead(attempt_leads[-1])).one()
    lead = db.session.scalars(open_lead_of(person.id).with_for_update(of=Lead, key_share=True)).first()
    if lead is None or lead.id != attempt_leads[-1] or lead.created_at != person.created_at:
        return None
    if not name or person.name.casefold() != name.casefold():
        return None
    if lead.accepted_at is None:
        person.email, person.email_key, person.company_id = email, key, company_id
        lead.company_id = company_id
    return lead


def _person_of_lead(lead_id: int) -> Select[Person]:
    return (
        select(Person)
        .join(Lead, Lead.person_id == Person.id)
        .where(Lead.id == lead_id)
        .with_for_update(of=Person, key_share=True)
    )
