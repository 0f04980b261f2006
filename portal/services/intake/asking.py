"""Asking a lead's person for just what is missing: the link, and the mail that carries it (X7)."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.intake.completion import CompletionLink, open_links
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.shortest import fewest
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import CLOSED
from portal.rules.refusal import Refusal
from portal.services.intake import known
from portal.services.ops import history, outbox

LIFETIME = timedelta(days=14)
MAIL = "completion-request"


class NothingToAsk(Refusal):
    """No question would lift the lead."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


def askable(lead: Lead) -> tuple[str, ...] | None:
    """The keys that a link would ask; empty for an SQL, and where the person's address was deleted when its time was
    over; None where questions cannot help."""
    if lead.qualification is Qualification.SQL or not lead.person.email:
        return ()
    return fewest(known.answers(known.profile_of(lead.person)), standard.in_force().terms)


def open_link(lead: Lead, *, by: User | None, now: datetime) -> CompletionLink:
    """A fresh link; the lead's older ones end. Raises NothingToAsk."""
    keys = _keys(lead)
    end_links(lead, now=now)
    link = CompletionLink(
        lead_id=lead.id,
        keys=list(keys),
        made_by_id=by.id if by else None,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    db.session.add(link)
    db.session.flush()
    data = {"link_id": link.id, "keys": list(keys)}
    history.record("lead.completion_asked", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)
    return link


def ask_by_mail(lead: Lead, *, now: datetime) -> bool:
    """Owe the prospect the mail with the link, once in the life of the lead; False where there is nothing to ask.

    Whoever answers for the lead is told if the mail cannot be delivered.
    """
    told = lead.owner_id or lead.accountable_id
    if told is None or lead.qualification is Qualification.SQL or not askable(lead) or _asked_before(lead):
        return False
    link = open_link(lead, by=None, now=now)
    outbox.enqueue(MAIL, f"{MAIL}:{lead.id}", user_id=told, now=now, lead_id=lead.id, payload={"completion": link.id})
    return True


def end_links(lead: Lead, *, now: datetime) -> None:
    """No link of the lead works any more."""
    mine = CompletionLink.lead_id == lead.id, CompletionLink.ended_at.is_(None)
    db.session.execute(update(CompletionLink).where(*mine).values(ended_at=now))


def link_of(lead: Lead, now: datetime) -> CompletionLink | None:
    """The lead's link that still works, if there is one."""
    return db.session.scalars(open_links(lead.id, now).limit(1)).first()


def _keys(lead: Lead) -> tuple[str, ...]:
    if lead.status in CLOSED:
        raise NothingToAsk("This enquiry is closed, so there is nothing to ask.")
    keys = askable(lead)
    if keys is None:
        raise NothingToAsk("What is known already breaks an agreed rule, so no further answer would make it an SQL.")
    if not keys:
        raise NothingToAsk("Nothing is missing.")
    return keys


def _asked_before(lead: Lead) -> bool:
    by_mail = CompletionLink.lead_id == lead.id, CompletionLink.made_by_id.is_(None)
    return db.session.scalars(select(CompletionLink.id).where(*by_mail).limit(1)).first() is not None
