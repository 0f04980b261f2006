"""Verdicts: reached, written down with what proves them, and what they change on the lead itself (H2, X3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.models.agreement.standard import Standard
from portal.models.base import table_of
from portal.models.hot import hot_insert
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import Scope, VerdictRow
from portal.rules.agreement.judge import judge, profile_to_json, verdict_to_json
from portal.rules.agreement.purged import only_removed
from portal.rules.agreement.terms import Promises
from portal.rules.agreement.verdict import Qualification, Verdict
from portal.rules.questions.answer import Answers
from portal.services.intake import copies

LEVELS = (Qualification.UNQUALIFIED, Qualification.MQL, Qualification.SQL)
_VERDICT = table_of(VerdictRow)
_WRITE = hot_insert(_VERDICT)
_WRITE_ONE = hot_insert(_VERDICT, returning="id")


@dataclass(frozen=True)
class Opinion:
    """A verdict with the texts from which it can be proved again."""

    standard: Standard
    verdict: Verdict
    inputs: str
    outcome: str


@dataclass(frozen=True)
class Judged:
    """What judging a lead changed. ``verdict_id`` is the row that was written; the promises are the agreement's.
    ``deleted``: keys whose answers were deleted, where nothing else keeps the lead from the next level."""

    verdict: Verdict
    verdict_id: int
    before: Qualification
    promises: Promises
    deleted: tuple[str, ...] = ()

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
    lead: Lead,
    found: Opinion,
    profile: Answers,
    *,
    cause: str,
    now: datetime,
    own: Opinion | None = None,
    submission_id: int | None = None,
) -> Judged:
    """Write the verdict, and that on the submission's ``own`` answers if there is one; bring the lead up to it."""
    before, level = lead.qualification, found.verdict.level
    row = _row(found, Scope.LEAD, lead.id, submission_id, cause, now)
    verdict_id = int(_WRITE_ONE.scalar(row))
    if own is not None:
        _WRITE.run(_row(own, Scope.SUBMISSION, lead.id, submission_id, cause, now))
    lead.qualification = level
    for fact, at in facts_reached(level, now).items():
        if getattr(lead, fact) is None:
            setattr(lead, fact, at)
    for column, value in copies.of(profile, found.verdict, found.standard.terms, lead.person.email).items():
        setattr(lead, column, value)
    lead.person.name = copies.name_of(profile)[:200]
    deleted = only_removed(found.verdict, profile)
    return Judged(found.verdict, verdict_id, before, found.standard.terms.promises, deleted)


def write_both(own: Opinion, whole: Opinion, lead_id: int, *, submission_id: int, cause: str, now: datetime) -> None:
    """The verdicts on a submission and on the lead that it made. One statement."""
    scopes = ((Scope.SUBMISSION, own), (Scope.LEAD, whole))
    rows = [_row(found, scope, lead_id, submission_id, cause, now) for scope, found in scopes]
    _WRITE.run_many(rows)


def facts_reached(level: Qualification, now: datetime) -> dict[str, datetime]:
    """The facts that a verdict dates; whoever reached a later one has reached those before it (invariant 7)."""
    facts = {Qualification.UNQUALIFIED: 1, Qualification.MQL: 2, Qualification.SQL: 3}[level]
    return dict.fromkeys(("known_at", "mql_at", "sql_at")[:facts], now)


def _row(
    found: Opinion, scope: Scope, lead_id: int, submission_id: int | None, cause: str, now: datetime
) -> dict[str, Any]:
    return {
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
