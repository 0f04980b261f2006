"""Verdicts: reached, written down with what proves them, and what they change on the lead itself (H2, X3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from portal.models.base import db, table_of
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import Scope, VerdictRow
from portal.rules.agreement.judge import judge, profile_to_json, verdict_to_json
from portal.rules.agreement.terms import Promises
from portal.rules.agreement.verdict import Qualification, Verdict
from portal.rules.questions.answer import Answers
from portal.services.intake.copies import refresh
from portal.services.intake.standard import Standard

LEVELS = (Qualification.UNQUALIFIED, Qualification.MQL, Qualification.SQL)
_VERDICT = table_of(VerdictRow)
_WRITE = insert(_VERDICT).returning(_VERDICT.c.id)


@dataclass(frozen=True)
class Opinion:
    """A verdict with the texts from which it can be proved again."""

    standard: Standard
    verdict: Verdict
    inputs: str
    outcome: str


@dataclass(frozen=True)
class Judged:
    """What judging a lead changed. ``verdict_id`` is the row that was written; the promises are the agreement's."""

    verdict: Verdict
    verdict_id: int
    before: Qualification
    promises: Promises

    @property
    def rose(self) -> bool:
        """The lead is worth more than before."""
        return LEVELS.index(self.verdict.level) > LEVELS.index(self.before)

    @property
    def fell(self) -> bool:
        """The lead is worth less than before."""
        return LEVELS.index(self.verdict.level) < LEVELS.index(self.before)


def opinion(answers: Answers, by: Standard) -> Opinion:
    """The verdict on these answers."""
    verdict = judge(answers, by.terms, number=by.number, content_hash=by.content_hash)
    return Opinion(by, verdict, profile_to_json(answers, by.terms), verdict_to_json(verdict))


def apply(
    lead: Lead, found: Opinion, profile: Answers, *, cause: str, now: datetime, submission_id: int | None
) -> Judged:
    """Write the verdict and bring the lead up to it."""
    before = lead.qualification
    row_id = write(found, Scope.LEAD, lead.id, cause=cause, now=now, submission_id=submission_id)
    lead.qualification = found.verdict.level
    _reach(lead, found.verdict.level, now)
    refresh(lead, profile, found.verdict, found.standard.terms)
    return Judged(found.verdict, row_id, before, found.standard.terms.promises)


def write(found: Opinion, scope: Scope, lead_id: int, *, cause: str, now: datetime, submission_id: int | None) -> int:
    """Keep the verdict; returns the id of its row."""
    row = {
        "scope": scope,
        "lead_id": lead_id,
        "submission_id": submission_id,
        "agreement_id": found.standard.id,
        "agreement_hash": found.standard.content_hash,
        "level": found.verdict.level,
        "inputs": found.inputs,
        "outcome": found.outcome,
        "cause": cause,
        "judged_at": now,
    }
    return int(db.session.execute(_WRITE, row).scalar_one())


def _reach(lead: Lead, level: Qualification, now: datetime) -> None:
    """Facts are dated once and never lowered; whoever reached a later one has reached those before it (invariant 7)."""
    lead.known_at = lead.known_at or now
    if level is not Qualification.UNQUALIFIED:
        lead.mql_at = lead.mql_at or now
    if level is Qualification.SQL:
        lead.sql_at = lead.sql_at or now
