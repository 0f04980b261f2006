"""What colleagues do to a profile: enter an answer, take a proposal or leave it (X8). Each is judged at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.handoff.proposal import Proposal, ProposalState
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person, person_by_email_key
from portal.models.team.user import User
from portal.rules.agreement.plausible import implausible
from portal.rules.identity import email_key
from portal.rules.questions.answer import Answer, AnswerState, Value
from portal.rules.questions.key import Key
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.registry import TYPES
from portal.rules.refusal import Refusal
from portal.services.handoff.locking import lock
from portal.services.intake import known, proposing
from portal.services.intake.incoming import EMAIL
from portal.services.intake.judging import requalify
from portal.services.intake.known import Known
from portal.services.ops import history
from portal.services.team.setup import organisation


class NoSuchKey(Refusal):
    """Only keys that were agreed on can be entered."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The agreement in force does not ask for “{key}”.")


class NotDoubted(Refusal):
    """Somebody cleared the answer before, or it has changed."""

    def __init__(self) -> None:
        super().__init__("Nothing casts doubt on this answer any more.")


class AlreadyDecided(Refusal):
    """Somebody took or left the proposal before."""

    def __init__(self) -> None:
        super().__init__("Somebody has decided on this value already.")


class NotYourEmail(Refusal):
    """The address that is to be taken over is another person's key."""

    def __init__(self) -> None:
        super().__init__("Another person is known by this email address, so it cannot be taken over here.")


def set_answer(lead: Lead, key: str, posted: Sequence[str], *, actor: User, now: datetime) -> None:
    """Enter what a colleague found out, written as a visitor would post it, and judge the lead again.

    Raises NoSuchKey, and Unreadable with a sentence for the field where the text is no answer.
    """
    agreed = standard.in_force().terms.agreed(key)
    if agreed is None:
        raise NoSuchKey(key)
    _lock(lead)
    answer = Answer(key, AnswerState.ANSWERED, _read(lead, agreed.key, posted))
    _put(lead, Known(answer, agreed.key.type, now, by_id=actor.id))
    proposing.close(lead, [key], by=actor, now=now)
    history.record("lead.answer_set", f"lead:{lead.id}", now=now, actor=actor, lead_id=lead.id, data={"key": key})
    requalify(lead, cause="answer", actor=actor, now=now)


def clear(lead: Lead, key: str, *, actor: User, now: datetime) -> None:
    """A doubted answer is right: it counts from now on, and the lead is judged again (X12). Raises NotDoubted."""
    _lock(lead)
    profile = known.profile_of(lead.person)
    if key not in implausible(known.answers(profile), standard.in_force().terms):
        raise NotDoubted
    _put(lead, replace(profile[key], cleared_by_id=actor.id, cleared_at=now))
    data = {"key": key}
    history.record("lead.answer_cleared", f"lead:{lead.id}", now=now, actor=actor, lead_id=lead.id, data=data)
    requalify(lead, cause="answer", actor=actor, now=now)


def take(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Let the proposed value count, and judge the lead again. Raises AlreadyDecided or NotYourEmail."""
    lead = _undecided(proposal)
    answer, kind = proposing.answer_of(proposal)
    _put(lead, Known(answer, kind, proposal.proposed_at, proposal.submission_id, by.id))
    _decide(proposal, ProposalState.TAKEN, by, now)
    requalify(lead, cause="proposal", actor=by, now=now)


def leave(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Keep what counts. Raises AlreadyDecided."""
    _undecided(proposal)
    _decide(proposal, ProposalState.LEFT, by, now)


def _undecided(proposal: Proposal) -> Lead:
    lead = db.session.get_one(Lead, proposal.lead_id)
    _lock(lead)
    db.session.refresh(proposal)
    if proposal.state is not ProposalState.OPEN:
        raise AlreadyDecided
    return lead


def _lock(lead: Lead) -> None:
    """Person before lead, as everywhere: with one order there is no deadlock."""
    person = select(Person).where(Person.id == lead.person_id).with_for_update(key_share=True)
    db.session.scalars(person.execution_options(populate_existing=True)).one()
    lock(lead)


def _read(lead: Lead, key: Key, posted: Sequence[str]) -> Value:
    kind = TYPES[key.type]
    if kind.blank(posted):
        raise Unreadable(kind.missing(key))
    house = organisation()
    return kind.read(posted, key, ReadingContext(house.locale, house.default_country, lead.country or None))


def _put(lead: Lead, value: Known) -> None:
    key = value.answer.key
    if key == EMAIL:
        _mend_address(lead.person, str(value.answer.value))
    lead.person.profile = known.to_text({**known.profile_of(lead.person), key: value})


def _mend_address(person: Person, email: str) -> None:
    key = email_key(email)
    other = db.session.scalars(person_by_email_key(key)).first()
    if other is not None and other is not person:
        raise NotYourEmail
    person.email, person.email_key = email, key


def _decide(proposal: Proposal, state: ProposalState, by: User, now: datetime) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, now, by.id
    data = {"key": proposal.key, "proposal_id": proposal.id}
    history.record(
        f"proposal.{state}", f"lead:{proposal.lead_id}", now=now, actor=by, lead_id=proposal.lead_id, data=data
    )
    db.session.flush()
