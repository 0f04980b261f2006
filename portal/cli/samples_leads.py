"""Leads as examples for the addresses of their pages: such as somebody of the role may open, and act on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select

from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_leads
from portal.models.team.user import Role, User
from portal.rules.handoff.meetings import MeetingState
from portal.rules.handoff.stages import WITH_REP, WorkStatus
from portal.services.handoff import disputing, fit_calls, outcomes, rejecting


@dataclass(frozen=True)
class Persona:
    """Who opens the pages; None while nobody has that role."""

    user: User | None


Sample = Callable[[Persona], Sequence[object]]
SHOWN = (
    WorkStatus.OFFERED,
    WorkStatus.WORKING,
    WorkStatus.MEETING_SET,
    WorkStatus.OPPORTUNITY,
    WorkStatus.WON,
    WorkStatus.NURTURE,
    WorkStatus.DISQUALIFIED,
)


def first(query: Select[Any]) -> Sequence[object]:
    """The first row, or none."""
    return db.session.scalars(query.limit(1)).all()


def leads(persona: Persona) -> Sequence[object]:
    """One lead of each status that looks different."""
    found = [first(_sight(persona).where(Lead.status == status).with_only_columns(Lead.id)) for status in SHOWN]
    return [lead for leads in found for lead in leads]


def _sight(persona: Persona) -> Select[Lead]:
    sight = visible_leads(persona.user) if persona.user else select(Lead)
    return sight.order_by(None).order_by(Lead.id.desc())


def _theirs(*statuses: WorkStatus) -> Sample:
    """A lead in one of the states that the persona has in hand, or that anybody has where the persona manages reps."""

    def sample(persona: Persona) -> Sequence[object]:
        query = _sight(persona).where(Lead.status.in_(statuses)).with_only_columns(Lead.id)
        if persona.user is not None and not persona.user.has(Role.MANAGER):
            query = query.where(Lead.owner_id == persona.user.id)
        return first(query)

    return sample


def _booked(persona: Persona) -> Sequence[object]:
    """A meeting to come with a lead that the persona has in hand."""
    booked = select(Meeting.id).where(Meeting.state == MeetingState.BOOKED, Meeting.starts_at > datetime.now(UTC))
    if persona.user is not None and not persona.user.has(Role.MANAGER):
        booked = booked.where(Meeting.user_id == persona.user.id)
    return first(booked.order_by(Meeting.starts_at))


def _known(persona: Persona) -> Sequence[object]:
    """A lead whose answers the persona may correct."""
    if persona.user is None or persona.user.has(Role.MANAGER, Role.MARKETING):
        return leads(persona)[:1]
    return _theirs(*WITH_REP)(persona)


def _customers(persona: Persona) -> Sequence[object]:
    """A customer of whom the persona may say that they left."""
    if persona.user is None or persona.user.has(Role.MANAGER, Role.MARKETING):
        return first(_sight(persona).where(Lead.status == WorkStatus.WON).with_only_columns(Lead.id))
    return _theirs(WorkStatus.WON)(persona)


def _disputable(persona: Persona) -> Sequence[object]:
    """A lead that sales gave back a short while ago."""
    returned = _sight(persona).where(Lead.rejected_at.is_not(None), Lead.status.in_(disputing.RETURNED))
    now = datetime.now(UTC)
    leads = db.session.scalars(returned.order_by(None).order_by(Lead.rejected_at.desc()).limit(100))
    return [lead.id for lead in leads if not disputing.why_not(lead, now)][:1]


ON_THE_WAY: dict[str, tuple[WorkStatus, ...]] = {
    "fit_call": fit_calls.HELD_FROM,
    "losing": outcomes.LOST_FROM,
    "opportunity": (WorkStatus.OPPORTUNITY,),
    "winning": (WorkStatus.OPPORTUNITY,),
}

LEAD_SAMPLES: dict[tuple[str, str], Sample] = {
    ("", "meeting_id"): _booked,
    ("sales.new_meeting", "lead_id"): _theirs(WorkStatus.WORKING, WorkStatus.ACCEPTED),
    ("", "lead_id"): leads,
    ("sales.answer", "lead_id"): _known,
    ("sales.dispute", "lead_id"): _disputable,
    ("sales.leaving", "lead_id"): _customers,
    ("sales.moving", "lead_id"): _theirs(*WITH_REP),
    ("sales.recycling", "lead_id"): _theirs(*rejecting.RECYCLED_FROM),
    ("sales.rejection", "lead_id"): _theirs(*WITH_REP - {WorkStatus.OPPORTUNITY}),
    **{(f"sales.{page}", "lead_id"): _theirs(*statuses) for page, statuses in ON_THE_WAY.items()},
}
"""By endpoint and name of the part; the endpoint is empty where the name says enough."""
