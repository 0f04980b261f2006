"""What the page of one lead shows, in a fixed number of queries whatever its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.pool import Pool
from portal.models.handoff.proposal import Proposal, open_proposals
from portal.models.handoff.rule import RoutingRule
from portal.models.handoff.timer import Timer, running_timers
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.intake.verdict import latest_verdict
from portal.models.ops.event import Event
from portal.models.team.user import User
from portal.rules.agreement.judge import verdict_from_json
from portal.rules.agreement.verdict import Verdict
from portal.rules.forms.definition import Definition
from portal.rules.forms.document import from_json
from portal.rules.handoff.fairness import CandidateRow, rows_from_json

SUBMISSIONS_SHOWN = 20
RELATED_SHOWN = 10


@dataclass(frozen=True)
class Judgement:
    """The lead's latest verdict: why it is an SQL, or what keeps it from being one."""

    verdict: Verdict
    at: datetime
    cause: str


@dataclass(frozen=True)
class Placed:
    """Why the lead is where it is. ``rep`` is empty for a lead that is held: nobody could take it."""

    reason: str
    rep: str
    pool: str
    rule: str
    at: datetime
    sticky: bool
    candidates: tuple[CandidateRow, ...]


@dataclass(frozen=True)
class Asked:
    """One submission with the form version that asked, and the answers as they are stored."""

    submission: Submission
    form: str
    version: int
    definition: Definition
    answers: dict[str, AnswerRow]


@dataclass(frozen=True)
class Related:
    """Another lead of the same person, or of somebody at the same company."""

    lead: Lead
    same_person: bool


def judgement(lead_id: int) -> Judgement | None:
    """One query."""
    row = db.session.scalars(latest_verdict(lead_id)).first()
    return None if row is None else Judgement(verdict_from_json(row.outcome), row.judged_at, row.cause)


def promises(lead_id: int) -> Sequence[Timer]:
    """What is owed now, soonest first. One query."""
    return db.session.scalars(running_timers(lead_id)).all()


def proposals(lead_id: int) -> Sequence[Proposal]:
    """Values that wait for somebody to take or leave them. One query."""
    return db.session.scalars(open_proposals(lead_id)).all()


def placed(lead_id: int) -> Placed | None:
    """The latest assignment with its candidates. One query."""
    row = db.session.execute(
        select(Assignment, User.name, Pool.name, RoutingRule.name)
        .join(User, User.id == Assignment.user_id)
        .outerjoin(Pool, Pool.id == Assignment.pool_id)
        .outerjoin(RoutingRule, RoutingRule.id == Assignment.rule_id)
        .where(Assignment.lead_id == lead_id)
        .order_by(Assignment.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    given, rep, pool, rule = row
    candidates = rows_from_json(given.candidates)
    return Placed(given.reason, rep, pool or "", rule or "", given.offered_at, given.sticky, candidates)


def held(lead_id: int) -> Placed | None:
    """Why nobody could take the lead, as it was found when it began to wait. One query."""
    query = select(Event).where(Event.lead_id == lead_id, Event.kind == "lead.held").order_by(Event.id.desc())
    event = db.session.scalars(query.limit(1)).first()
    if event is None:
        return None
    rows = rows_from_json(str(event.data.get("candidates", "[]")))
    return Placed(str(event.data.get("reason", "")), "", "", "", event.at, False, rows)


def asked(lead_id: int) -> tuple[Asked, ...]:
    """The latest submissions with their answers, newest first. Two queries."""
    query = (
        select(Submission, Form.name, FormVersion)
        .join(Form, Form.id == Submission.form_id)
        .join(FormVersion, FormVersion.id == Submission.form_version_id)
        .where(Submission.lead_id == lead_id)
        .order_by(Submission.received_at.desc(), Submission.id.desc())
        .limit(SUBMISSIONS_SHOWN)
    )
    rows = db.session.execute(query).all()
    answers: dict[int, dict[str, AnswerRow]] = {submission.id: {} for submission, _, _ in rows}
    for answer in db.session.scalars(select(AnswerRow).where(AnswerRow.submission_id.in_(list(answers)))):
        answers[answer.submission_id][answer.key] = answer
    return tuple(
        Asked(submission, form, version.number, _definition(version.definition), answers[submission.id])
        for submission, form, version in rows
    )


def first_submission(lead_id: int) -> Submission | None:
    """The one that made the lead: it knows the first touch. One query."""
    query = select(Submission).where(Submission.lead_id == lead_id)
    return db.session.scalars(query.order_by(Submission.received_at, Submission.id).limit(1)).first()


def related(lead: Lead, sight: "Select[Lead]") -> tuple[Related, ...]:
    """Other leads of the person and of colleagues, newest first, as far as the reader may see them. Two queries."""
    others = sight.where(Lead.id != lead.id).order_by(Lead.id.desc()).limit(RELATED_SHOWN)
    mine = [
        Related(row, same_person=True) for row in db.session.scalars(others.where(Lead.person_id == lead.person_id))
    ]
    if lead.company_id is None:
        return tuple(mine)
    same = others.where(Lead.company_id == lead.company_id, Lead.person_id != lead.person_id)
    return (*mine, *[Related(row, same_person=False) for row in db.session.scalars(same)])


@lru_cache(maxsize=128)
def _definition(text: str) -> Definition:
    """A published text never changes, so it is parsed once per process."""
    return from_json(text)
