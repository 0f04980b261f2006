"""Values that differ from what a rep accepted: kept beside the profile until somebody takes or leaves them (X8)."""

import json
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update

from portal.models.base import db, table_of
from portal.models.handoff.proposal import Proposal, ProposalState
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.canonical import canonical
from portal.rules.questions.answer import Answer
from portal.rules.questions.document import answer_from_json, answer_to_json
from portal.rules.questions.key import TypeName
from portal.services.intake.known import Known, Merged

_PROPOSAL = table_of(Proposal)


def propose(lead: Lead, merged: Merged, submission_id: int, now: datetime) -> None:
    """Write down what differs. A newer value replaces the one that waits; a value given once more as it is known
    ends it."""
    over = [*merged.confirmed, *merged.changed]
    if over:
        close(lead, over, by=None, now=now)
    for value in merged.proposed:
        _replace(lead, value, submission_id, now)


def answer_of(proposal: Proposal) -> tuple[Answer, TypeName]:
    """What is proposed."""
    document = json.loads(proposal.answer)
    kind = TypeName(document.pop("type"))
    return answer_from_json(proposal.key, document, kind), kind


def close(lead: Lead, keys: list[str], *, by: User | None, now: datetime) -> None:
    """What waits for these keys has been overtaken by a newer value."""
    ended = {"state": ProposalState.LEFT, "decided_at": now, "decided_by_id": None if by is None else by.id}
    db.session.execute(update(_PROPOSAL).where(*_waiting(lead, keys)).values(ended))


def _replace(lead: Lead, value: Known, submission_id: int, now: datetime) -> None:
    key = value.answer.key
    row = {"answer": _to_text(value), "submission_id": submission_id, "proposed_at": now}
    open_one = db.session.execute(select(_PROPOSAL.c.id).where(*_waiting(lead, [key]))).scalar()
    if open_one is None:
        new = {"lead_id": lead.id, "key": key, "state": ProposalState.OPEN, **row}
        db.session.execute(insert(_PROPOSAL), new)
    else:
        db.session.execute(update(_PROPOSAL).where(_PROPOSAL.c.id == open_one).values(row))


def _waiting(lead: Lead, keys: list[str]) -> tuple[ColumnElement[bool], ...]:
    return _PROPOSAL.c.lead_id == lead.id, _PROPOSAL.c.key.in_(keys), _PROPOSAL.c.state == ProposalState.OPEN


def _to_text(value: Known) -> str:
    document = answer_to_json(value.answer, value.type)
    assert isinstance(document, dict)  # noqa: S101  an answer is always written as an object
    return canonical({**document, "type": value.type.value})
