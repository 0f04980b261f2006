"""What was learnt about a person from answers that are deleted now: profile, copies on leads, proposals, verdicts.

A value that another submission gave as well, or that a colleague entered, stays. Nothing is judged here: level and
dates of a lead stand, and nobody is written to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, select, update

from portal.models.agreement import standard
from portal.models.base import db, table_of
from portal.models.handoff.proposal import Proposal, ProposalState
from portal.models.intake.answer import AnswerRow
from portal.models.intake.company import Company
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Submission
from portal.models.intake.verdict import Scope, VerdictRow
from portal.models.ops.message import Message
from portal.rules.agreement.judge import profile_from_json, verdict_from_json, verdict_to_json
from portal.rules.agreement.purged import retold, without
from portal.rules.identity import NAMELESS
from portal.rules.questions.answer import Answer, Answers, AnswerState
from portal.rules.questions.key import TypeName
from portal.services.intake import copies, known, verdicts
from portal.services.intake.answers import answer_of
from portal.services.intake.incoming import EMAIL
from portal.services.intake.known import Known
from portal.services.ops import ahead

Gone = Mapping[str, AnswerRow]
NO_VALUE = '{"state":"purged"}'
_MESSAGE, _PROPOSAL = table_of(Message), table_of(Proposal)


def unlearn(submission: Submission, gone: Gone, now: datetime) -> None:
    """Take what these answers gave out of everything that is known about their person."""
    person = db.session.get_one(Person, submission.person_id, with_for_update={"key_share": True})
    leads = db.session.scalars(_leads_of(person.id)).all()
    others = _also_given(submission, leads, gone)
    _profile(person, submission.id, gone, others)
    for lead in leads:
        _copies(lead, person, gone)
        _company(lead.company_id, gone, others)
    _verdicts(submission, leads, gone, frozenset(others), now)
    _proposals(submission.id, list(gone), now)
    if EMAIL in gone:
        _mail_errors(leads)
    db.session.flush()
    ahead.phrase_again([lead.id for lead in leads])


def _leads_of(person_id: int) -> Select[Lead]:
    locked = select(Lead).where(Lead.person_id == person_id).order_by(Lead.id).with_for_update(of=Lead, key_share=True)
    return locked.execution_options(populate_existing=True)


def _also_given(submission: Submission, leads: Sequence[Lead], gone: Gone) -> dict[str, Submission]:
    """The newest other submission of the person with the very same answer, by key."""
    query = (
        select(Submission, AnswerRow)
        .join(AnswerRow, AnswerRow.submission_id == Submission.id)
        .where(
            Submission.lead_id.in_([lead.id for lead in leads]),
            Submission.id != submission.id,
            AnswerRow.key.in_(list(gone)),
            AnswerRow.state == AnswerState.ANSWERED,
        )
        .order_by(Submission.received_at, Submission.id)
    )
    rows = db.session.execute(query).all()
    return {row.key: other for other, row in rows if _value(row) == _value(gone[row.key])}


def _value(row: AnswerRow) -> tuple[object, ...]:
    return (row.text, row.long_text, row.number, row.day, row.flag, row.choices)


def _profile(person: Person, submission_id: int, gone: Gone, others: Mapping[str, Submission]) -> None:
    """What came from here goes, or is from then on what the other submission said."""
    profile = known.profile_of(person)
    for key in gone:
        value = profile.get(key)
        if value is None or value.submission_id != submission_id or not value.answer.answered:
            continue
        other = others.get(key)
        if other is not None:
            profile[key] = replace(value, submission_id=other.id, at=other.received_at)
            continue
        profile[key] = Known(Answer(key, AnswerState.PURGED), value.type, value.at, submission_id)
        if key == EMAIL:
            person.email, person.email_key = "", f"purged:{person.id}"
    person.profile = known.to_text(profile)
    person.name = copies.name_of(known.answers(profile))[:200]


def _copies(lead: Lead, person: Person, gone: Gone) -> None:
    """The columns that answers to these keys fill are filled again from what counts now."""
    row = db.session.scalars(_newest_verdict(lead.id)).first()
    if row is None:
        return
    terms, verdict = standard.of_version(row.agreement_id).terms, verdict_from_json(row.outcome)
    types = {agreed.key.key: agreed.key.type for agreed in terms.keys}
    given = {key: answer_of(row, types[key]) for key, row in gone.items() if key in types}
    touched = {name for name, value in copies.of(given, verdict, terms, "").items() if value and name != "missing"}
    fresh = copies.of(known.answers(known.profile_of(person)), verdict, terms, person.email)
    for name in touched | ({"person_name"} if EMAIL in gone else set()):
        setattr(lead, name, fresh[name] or (NAMELESS if name == "person_name" else fresh[name]))


def _company(company_id: int | None, gone: Gone, others: Mapping[str, Submission]) -> None:
    """A company that is called as this answer said is called by its domain from now on."""
    if company_id is None or "company" not in gone or "company" in others:
        return
    company = db.session.get_one(Company, company_id)
    if company.name == gone["company"].text:
        company.name = company.domain or NAMELESS


def _newest_verdict(lead_id: int) -> Select[VerdictRow]:
    mine = select(VerdictRow).where(VerdictRow.lead_id == lead_id, VerdictRow.scope == Scope.LEAD)
    return mine.order_by(VerdictRow.id.desc()).limit(1)


def _verdicts(submission: Submission, leads: Sequence[Lead], gone: Gone, backed: frozenset[str], now: datetime) -> None:
    """Stored inputs and their lines lose the values: those on the submission all, those on leads what stood for it."""
    rows = select(VerdictRow).where(VerdictRow.lead_id.in_([lead.id for lead in leads])).order_by(VerdictRow.id)
    for row in db.session.scalars(rows):
        own = row.scope is Scope.SUBMISSION
        if own and row.submission_id != submission.id:
            continue
        by = standard.of_version(row.agreement_id)
        profile = profile_from_json(row.inputs, by.terms)
        types = {agreed.key.key: agreed.key.type for agreed in by.terms.keys}
        keys = _standing(profile, types, gone) - (frozenset() if own else backed)
        if keys:
            left = verdicts.opinion(without(profile, keys), by)
            row.inputs = left.inputs
            row.outcome = verdict_to_json(retold(verdict_from_json(row.outcome), left.verdict))
            row.purged_at = now


def _standing(profile: Answers, types: Mapping[str, TypeName], gone: Gone) -> frozenset[str]:
    """Keys at which the profile holds the very value that is deleted."""
    return frozenset(
        key
        for key, row in gone.items()
        if key in types and key in profile and profile[key].value == answer_of(row, types[key]).value
    )


def _proposals(submission_id: int, keys: list[str], now: datetime) -> None:
    """Nobody can take a value any more that is gone; what was decided on keeps its decision."""
    mine = _PROPOSAL.c.submission_id == submission_id, _PROPOSAL.c.key.in_(keys)
    waiting = _PROPOSAL.c.state == ProposalState.OPEN
    ended = {"state": ProposalState.LEFT, "decided_at": now}
    db.session.execute(update(_PROPOSAL).where(*mine, waiting).values(ended))
    db.session.execute(update(_PROPOSAL).where(*mine).values(answer=NO_VALUE))


def _mail_errors(leads: Sequence[Lead]) -> None:
    """What a mail server said of letters about these leads may name the address."""
    said = _MESSAGE.c.lead_id.in_([lead.id for lead in leads]), _MESSAGE.c.last_error != ""
    db.session.execute(update(_MESSAGE).where(*said).values(last_error="deleted"))
