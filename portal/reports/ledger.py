"""The ledger: three equations over independent tables. While they come out, nothing that was acknowledged is lost.

1. submissions = first ones of new leads + attached + quarantined + test + partial + unjudged
2. leads = from submissions + imported + entered by hand or API − merged
3. messages owed by transitions = sent + waiting + dead
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, func, literal, or_, select

from portal.models.base import db
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.event import Event
from portal.models.ops.message import Message, MessageState
from portal.models.team.user import User
from portal.rules.handoff.stages import CLOSED, WorkStatus

WITH_LEAD = (Disposition.NEW_LEAD, Disposition.ATTACHED)
OFFERED = "lead-offered"
MOVED = "lead-moved"


@dataclass(frozen=True)
class Equation:
    """``total`` and the parts that must add up to it; merged leads count below zero."""

    total: int
    parts: dict[str, int]
    difference: int


@dataclass(frozen=True)
class Ledger:
    """The three equations, and what they cannot say: open leads that nobody who can sign in answers for."""

    submissions: Equation
    leads: Equation
    messages: Equation
    open_without_owner: int

    @property
    def difference(self) -> int:
        """The sum of the three differences; 0 when the books are right."""
        return self.submissions.difference + self.leads.difference + self.messages.difference


def ledger() -> Ledger:
    """Count now. Reads whole tables: some seconds on a million leads."""
    return Ledger(_submissions(), _leads(), _messages(), _open_without_owner())


def _submissions() -> Equation:
    """A submission that should belong to a lead counts only where the lead is there."""
    found = {disposition.value: _dispositions(disposition) for disposition in Disposition}
    return _equation(_count(Submission), found)


def _dispositions(disposition: Disposition) -> int:
    query = select(func.count()).select_from(Submission).where(Submission.disposition == disposition)
    if disposition in WITH_LEAD:
        query = query.join(Lead, Lead.id == Submission.lead_id)
    return db.session.scalar(query) or 0


def _leads() -> Equation:
    parts = {
        "from_submissions": _count(Submission, Submission.disposition == Disposition.NEW_LEAD),
        "imported": _count(Event, Event.kind == "lead.imported"),
        "entered": _count(Event, Event.kind == "lead.entered"),
        "merged": -_count(Lead, Lead.status == WorkStatus.MERGED),
    }
    return _equation(_count(Lead, Lead.status != WorkStatus.MERGED), parts)


def _messages() -> Equation:
    """Every sales assignment owes its rep an alert; alerts of any other kind are owed by what they name."""
    by_state = select(Message.state, func.count()).group_by(Message.state)
    counts = dict(db.session.execute(by_state).all())
    parts = {state.value: counts.get(state, 0) for state in MessageState}
    silent, groundless = _count(Assignment, *_silent()), _count(Message, *_groundless())
    return Equation(sum(parts.values()) + silent - groundless, parts, silent + groundless)


def _silent() -> tuple[ColumnElement[bool], ...]:
    """Sales assignments that no alert tells of."""
    number = cast(Assignment.id, String)
    keys = [literal(f"{kind}:").concat(number) for kind in (OFFERED, MOVED)]
    told = or_(*[select(Message.id).where(Message.key == key).exists() for key in keys])
    return Assignment.kind == AssignmentKind.SALES, ~told


def _groundless() -> tuple[ColumnElement[bool], ...]:
    """Alerts of an offer that was never made."""
    made = select(Assignment.id).where(Assignment.id == Message.payload["assignment_id"].as_integer())
    return Message.kind == OFFERED, ~made.exists()


def _open_without_owner() -> int:
    """The database refuses an open lead without a name; it cannot see that somebody left."""
    gone = select(User.id).where(User.disabled_at.is_not(None))
    nobody = or_(Lead.accountable_id.is_(None), Lead.due_at.is_(None), Lead.accountable_id.in_(gone))
    return _count(Lead, Lead.status.not_in(CLOSED), nobody)


def _equation(total: int, parts: dict[str, int]) -> Equation:
    return Equation(total, parts, abs(total - sum(parts.values())))


def _count(table: type, *where: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0
