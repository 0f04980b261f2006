"""The nurture desk: the leads that somebody in marketing keeps until they are ready."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import WorkStatus

SHOWN = 100


class Shelf(StrEnum):
    """What the desk is sorted into."""

    INCOMPLETE = "incomplete"
    BELOW = "below"
    RETURNED = "returned"
    SLEEPING = "sleeping"


@dataclass(frozen=True)
class NurtureRow:
    """One lead: who, what is missing, why it is here, by when to look at it."""

    lead_id: int
    name: str
    job_title: str
    company: str
    qualification: Qualification
    size: str
    need: str
    missing: tuple[str, ...]
    reject_code: str | None
    due_at: datetime | None
    wake_at: datetime | None
    created_at: datetime


def desk(owner_id: int | None, shelf: Shelf | None) -> list[NurtureRow]:
    """Soonest due first, up to a hundred; ``owner_id`` None is everybody's. One query."""
    query = _kept(owner_id)
    if shelf is not None:
        query = query.where(_on(shelf))
    return [_row(lead) for lead in db.session.scalars(query.order_by(Lead.due_at, Lead.id).limit(SHOWN))]


def _kept(owner_id: int | None) -> Select[Lead]:
    query = select(Lead).where(Lead.status == WorkStatus.NURTURE)
    return query if owner_id is None else query.where(Lead.owner_id == owner_id)


def _on(shelf: Shelf) -> ColumnElement[bool]:
    """The shelves do not overlap: a date comes first, then a rep's reason, then what the verdict says."""
    awake = Lead.wake_at.is_(None)
    fresh = awake & Lead.reject_code.is_(None)
    return {
        Shelf.SLEEPING: Lead.wake_at.is_not(None),
        Shelf.RETURNED: awake & Lead.reject_code.is_not(None),
        Shelf.INCOMPLETE: fresh & (Lead.missing != ""),
        Shelf.BELOW: fresh & (Lead.missing == ""),
    }[shelf]


def _row(lead: Lead) -> NurtureRow:
    return NurtureRow(
        lead_id=lead.id,
        name=lead.person_name or lead.person.email,
        job_title=lead.job_title,
        company=lead.company_name,
        qualification=lead.qualification,
        size=lead.size_text,
        need=lead.need_text,
        missing=tuple(part for part in lead.missing.split(", ") if part),
        reject_code=lead.reject_code,
        due_at=lead.due_at,
        wake_at=lead.wake_at,
        created_at=lead.created_at,
    )
