"""Whether the data holds what the domain promises: the invariants, looked at on the live database."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.forms.version import FormVersion
from portal.models.handoff.activity import Activity
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.meeting import HeldTime, Meeting
from portal.models.handoff.member import PoolMember
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message, MessageState
from portal.reports.ledger import ledger
from portal.rules.canonical import digest
from portal.rules.handoff.activities import OUTBOUND
from portal.rules.handoff.meetings import MeetingState
from portal.rules.handoff.stages import WorkStatus


@dataclass(frozen=True)
class Finding:
    """One invariant: how many rows break it, and what was counted, in words. ``severe`` False is only a warning."""

    name: str
    broken: int
    words: str
    severe: bool = True


def invariants() -> list[Finding]:
    """Every invariant that a database can show. Reads whole tables: some seconds on a million leads."""
    counted = ledger()
    return [
        Finding("ledger", counted.difference, "submissions, leads and messages add up"),
        Finding("accountable", counted.open_without_owner, "every open lead has somebody accountable and a due time"),
        Finding("one assignment", _count(_doubly_assigned()), "no lead has two running assignments"),
        Finding("credits", _wrong_credits(), "every pool's credits equal its assignments"),
        Finding("published", _altered(), "published forms and signed agreements match their hashes"),
        Finding("facts", _count(_skipped_facts()), "whoever reached a stage has the stages before it"),
        Finding(
            "meetings", _count(_unmet()), "a meeting is set exactly where one is booked, and its time is kept free"
        ),
        Finding("first response", _count(_wrong_first_response()), "the first response is the earliest outbound act"),
        Finding("outbox", _count(_stuck()), "every unsent message has a next attempt"),
        Finding("undelivered", _count(_dead()), "no alert was given up by the mail server", severe=False),
    ]


def _doubly_assigned() -> Select[int]:
    running = select(Assignment.lead_id).where(Assignment.ended_at.is_(None)).group_by(Assignment.lead_id)
    return running.having(func.count() > 1)


def _wrong_credits() -> int:
    """Pools whose members' counters do not equal the credited assignments (invariant 3)."""
    counters = select(PoolMember.pool_id, func.sum(PoolMember.assigned), func.sum(PoolMember.credited_back))
    back = func.count().filter(Assignment.credited_back.is_(True))
    made = select(Assignment.pool_id, func.count(), back).where(Assignment.credited.is_(True))
    rows = db.session.execute(made.group_by(Assignment.pool_id))
    given: dict[int | None, tuple[int, int]] = {pool: (total, returned) for pool, total, returned in rows}
    members = db.session.execute(counters.group_by(PoolMember.pool_id))
    counted: dict[int | None, tuple[int, int]] = {pool: (total, returned) for pool, total, returned in members}
    return sum(given.get(pool, (0, 0)) != counted.get(pool, (0, 0)) for pool in given.keys() | counted.keys())


def _altered() -> int:
    """Content that is no longer what its hash says."""
    forms = db.session.execute(select(FormVersion.definition, FormVersion.digest))
    agreements = db.session.execute(select(AgreementVersion.content, AgreementVersion.content_hash))
    return sum(digest(text) != expected for rows in (forms, agreements) for text, expected in rows)


def _skipped_facts() -> Select[int]:
    without = or_(
        Lead.sql_at.is_not(None) & Lead.mql_at.is_(None),
        Lead.mql_at.is_not(None) & Lead.known_at.is_(None),
    )
    return select(Lead.id).where(without)


def _wrong_first_response() -> Select[int]:
    earliest = (
        select(func.min(Activity.at))
        .where(Activity.lead_id == Lead.id, Activity.kind.in_(OUTBOUND))
        .correlate(Lead)
        .scalar_subquery()
    )
    return select(Lead.id).where(Lead.first_response_at.is_distinct_from(earliest))


def _unmet() -> Select[int]:
    """Leads with a meeting set and none booked, and booked meetings whose time nobody keeps."""
    booked = select(Meeting.id).where(Meeting.lead_id == Lead.id, Meeting.state == MeetingState.BOOKED).exists()
    held = select(HeldTime.meeting_id).where(HeldTime.meeting_id == Meeting.id).exists()
    loose = select(Meeting.lead_id).where(Meeting.state == MeetingState.BOOKED, ~held)
    return select(Lead.id).where(or_(and_(Lead.status == WorkStatus.MEETING_SET, ~booked), Lead.id.in_(loose)))


def _stuck() -> Select[int]:
    return select(Message.id).where(Message.state == MessageState.WAITING, Message.next_attempt_at.is_(None))


def _dead() -> Select[int]:
    return select(Message.id).where(Message.state == MessageState.DEAD)


def _count(query: Select[int], *where: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.where(*where).subquery())) or 0
