"""Who wrote, and which enquiry it belongs to: by the exact dedupe email and nothing else (H4; traps 8 and 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, select

from portal.models.base import db, table_of
from portal.models.hot import Hot, hot_insert
from portal.models.intake.company import Company
from portal.models.intake.lead import Lead, latest_lead_of, open_lead_of
from portal.models.intake.person import Person, person_by_email_key
from portal.models.intake.submission import Disposition, Submission
from portal.models.stored import as_stored
from portal.rules.handoff.stages import WorkStatus
from portal.services.intake import copies
from portal.services.intake.incoming import Incoming
from portal.services.intake.known import Profile, to_text

NAME_LENGTH = 200
_SUBMISSION, _PERSON, _COMPANY = table_of(Submission), table_of(Person), table_of(Company)
_AT_DOMAIN = Hot(select(_COMPANY.c.id).where(_COMPANY.c.domain == bindparam("domain")))
_NEW_COMPANY = hot_insert(_COMPANY, once=["domain"], returning="id")
_NEW_PERSON = hot_insert(_PERSON, once=["email_key"], returning="id")
_OF_ATTEMPT = Hot(
    select(
        _SUBMISSION.c.id,
        _SUBMISSION.c.reference,
        _SUBMISSION.c.body_hash,
        _SUBMISSION.c.lead_id,
        _SUBMISSION.c.disposition,
    )
    .where(_SUBMISSION.c.form_id == bindparam("form"), _SUBMISSION.c.attempt_key == bindparam("key"))
    .order_by(_SUBMISSION.c.id)
)
# Built once: building them anew costs more than the database takes for the answer.
_KNOWN = person_by_email_key(bindparam("email_key")).with_for_update(key_share=True)
_OPEN = open_lead_of(bindparam("person")).with_for_update(of=Lead, key_share=True)
_LATEST = latest_lead_of(bindparam("person")).with_for_update(of=Lead, key_share=True)


@dataclass(frozen=True)
class Sent:
    """An earlier post of the same attempt."""

    submission_id: int
    reference: str
    body_hash: str
    lead_id: int | None
    made_lead: bool


def sent_before(form_id: int, attempt_key: str) -> tuple[Sent, ...]:
    """What this attempt has sent so far, oldest first. One query."""
    rows = _OF_ATTEMPT.all({"form": form_id, "key": attempt_key})
    return tuple(
        Sent(row.id, row.reference, row.body_hash, row.lead_id, row.disposition is Disposition.NEW_LEAD) for row in rows
    )


@dataclass(frozen=True)
class Match:
    """Who wrote, at which company, and the lead that this post joins (None: it begins one, linked to ``former_id``)."""

    person: Person
    new_person: bool
    company_id: int | None
    lead: Lead | None = None
    former_id: int | None = None


def find(post: Incoming, news: Profile, before: Sequence[Sent], now: datetime) -> Match:
    """The person, made if nobody has this address yet, and what they have going on. Locks company, person and lead."""
    company_id = _company(post, now)
    mended = _mended_lead(post, company_id, before) if before else None
    if mended is not None:
        return Match(mended.person, False, company_id, mended)
    person = _new_person(post, news, company_id, now)
    if person is not None:
        return Match(person, True, company_id)
    person = known_person(post.email_key)
    joined, former = _lead_of(person.id, before)
    return Match(person, False, company_id, joined, None if former is None else former.id)


def known_person(email_key: str) -> Person:
    """The person with that key, whom somebody has made. Locked."""
    return db.session.scalars(_KNOWN, {"email_key": email_key}).one()


def open_lead(person_id: int) -> Lead | None:
    """The person's oldest open lead, locked."""
    return db.session.scalars(_OPEN, {"person": person_id}).first()


def _company(post: Incoming, now: datetime) -> int | None:
    """The company at the email's domain, made if it is not known yet. Free mail matches no company."""
    if post.domain is None:
        return None
    known = _AT_DOMAIN.scalar({"domain": post.domain})
    if known is None:
        name = copies.text(post.answers, "company") or post.domain
        row = {"domain": post.domain, "name": name[:NAME_LENGTH], "created_at": now}
        known = _NEW_COMPANY.scalar(row)
    return int(known or _AT_DOMAIN.scalar({"domain": post.domain}))


def _new_person(post: Incoming, news: Profile, company_id: int | None, now: datetime) -> Person | None:
    """The person of that key if nobody had it; an object of no session. Posts of one person wait for each other here,
    also when both bring the first one."""
    row = {
        "email": post.email,
        "email_key": post.email_key,
        "name": copies.name_of(post.answers)[:NAME_LENGTH],
        "company_id": company_id,
        "profile": to_text(news),
        "created_at": now,
    }
    made = _NEW_PERSON.scalar(row)
    if made is None:
        return None
    return as_stored(Person, {"id": made, **row})


def _lead_of(person_id: int, before: Sequence[Sent]) -> tuple[Lead | None, Lead | None]:
    """The enquiry that a further post joins, and the former one that a new enquiry is linked to; at most one of them.

    Joined are the open lead, the lead of the same attempt, and one that was disqualified, which the new answers may
    reopen. After a won or lost lead a new one begins.
    """
    going_on = open_lead(person_id)
    if going_on is not None:
        return going_on, None
    latest = db.session.scalars(_LATEST, {"person": person_id}).first()
    if latest is not None and (
        latest.status is WorkStatus.DISQUALIFIED or latest.id in {post.lead_id for post in before}
    ):
        return latest, None
    return None, latest


def _mended_lead(post: Incoming, company_id: int | None, before: Sequence[Sent]) -> Lead | None:
    """The attempt's lead, when its sender went back and mended the email address.

    Only for a person whom this very attempt made, under the same name, and for an address that is nobody's: a token
    must not be a way into somebody else's history (trap 8). Until a rep accepts, the person's address is mended, too.
    """
    made = next((post.lead_id for post in before if post.made_lead and post.lead_id), None)
    if made is None or db.session.scalars(person_by_email_key(post.email_key)).first() is not None:
        return None
    person = db.session.scalars(_person_of_lead(made)).one()
    lead = open_lead(person.id)
    if lead is None or lead.id != made or lead.created_at != person.created_at:
        return None
    name = copies.name_of(post.answers)
    if not name or person.name.casefold() != name.casefold():
        return None
    if lead.accepted_at is None:
        person.email, person.email_key, person.company_id = post.email, post.email_key, company_id
        lead.company_id = company_id
    return lead


def _person_of_lead(lead_id: int) -> Select[Person]:
    return (
        select(Person)
        .join(Lead, Lead.person_id == Person.id)
        .where(Lead.id == lead_id)
        .with_for_update(of=Person, key_share=True)
    )
