"""What the prospect agreed to, in the very words that were shown, and what of it still stands (S36)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for

from portal.mail.links import consent_token
from portal.models.base import db
from portal.models.intake.consent import ConsentRecord, consents_of
from portal.models.intake.lead import Lead
from portal.reports.lead_page import Asked
from portal.rules.marked import plain
from portal.rules.questions.answer import AnswerState
from portal.rules.questions.key import TypeName


@dataclass(frozen=True)
class Consent:
    """One purpose of one submission. ``withdraw`` is where a colleague notes that it was taken back; empty where there
    is nothing to take back."""

    words: str
    agreed: bool
    at: datetime
    version: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdraw: str = ""


@dataclass(frozen=True)
class Permissions:
    """``link`` is the address at which the person takes back what stands; empty where nothing does."""

    consents: tuple[Consent, ...]
    link: str


def permissions_of(lead: Lead, posts: Sequence[Asked]) -> Permissions:
    """Every purpose that the lead's submissions asked about. One query."""
    records = {(one.submission_id, one.purpose): one for one in db.session.scalars(consents_of(lead.person_id))}
    config = current_app.config["BATON"]
    link = url_for("public.consent", token=consent_token(lead.person_id, config.SECRET_KEY))
    stands = any(one.withdrawn_at is None for one in records.values())
    found = tuple(consent for post in posts for consent in _consents(lead, post, records))
    return Permissions(found, f"{config.BASE_URL}{link}" if stands else "")


def _consents(lead: Lead, asked: Asked, records: Mapping[tuple[int, str], ConsentRecord]) -> Iterator[Consent]:
    for field in asked.definition.fields():
        row = asked.answers.get(field.key)
        if field.type is not TypeName.CONSENT or row is None or row.state is AnswerState.NOT_SHOWN:
            continue
        version, at = f"“{asked.form}”, version {asked.version}", asked.submission.received_at
        record = records.get((asked.submission.id, field.key))
        if record is None:
            yield Consent(plain(field.label), row.flag is True, at, version)
        else:
            yield _recorded(lead, record, version)


def _recorded(lead: Lead, record: ConsentRecord, version: str) -> Consent:
    stands = record.withdrawn_at is None
    act = url_for("sales.withdraw_consent", lead_id=lead.id, consent_id=record.id) if stands else ""
    by = "noted by a colleague" if record.withdrawn_by_id else "by themselves"
    return Consent(plain(record.text), stands, record.given_at, version, record.withdrawn_at, by, act)
