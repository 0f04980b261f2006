"""Who has a lead in hand, and a helpful sentence for those who have not."""

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.assignment import Assignment, EndReason, active_assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User
from portal.rules.handoff.stages import WITH_REP
from portal.rules.refusal import Refusal


class AlreadyAnswered(Refusal):
    """The offer was answered, or went to somebody else; the message says which."""


class NotYours(Refusal):
    """The act is somebody else's to do."""


_ENDED = {
    EndReason.EXPIRED: "This lead went to another rep, because it was not accepted in time.",
    EndReason.REJECTED: "This lead was given back, so it is no longer with you.",
    EndReason.RECYCLED: "This lead was sent back to nurture, so it is no longer with you.",
    EndReason.MOVED: "This lead was moved to somebody else.",
    EndReason.LIFTED: "This lead has moved on from nurture.",
    EndReason.UNDELIVERABLE: "This lead went to another rep, because our mail to you could not be delivered.",
    EndReason.CLOSED: "This lead is closed.",
}


def running_assignment(lead: Lead) -> Assignment | None:
    """The assignment that has not ended."""
    return db.session.scalars(active_assignment(lead.id)).one_or_none()


def in_hand(lead: Lead, by: User) -> Assignment:
    """The running sales assignment, for its rep or for a manager. Raises AlreadyAnswered or NotYours."""
    running = running_assignment(lead)
    if running is None or running.kind is not AssignmentKind.SALES or lead.status not in WITH_REP:
        raise no_longer(lead, by)
    if by.id != running.user_id and not by.has(Role.MANAGER):
        raise no_longer(lead, by)
    return running


def no_longer(lead: Lead, by: User) -> Refusal:
    """Why the lead is not theirs to act on now."""
    latest = (
        select(Assignment.end_reason)
        .where(Assignment.lead_id == lead.id, Assignment.user_id == by.id, Assignment.ended_at.is_not(None))
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    reason = db.session.scalar(latest)
    if reason is not None:
        return AlreadyAnswered(_ENDED[reason])
    if by.has(Role.MANAGER):
        return AlreadyAnswered("This lead is with no rep at the moment.")
    return NotYours("This lead is not yours. Its owner or a sales manager can do this.")
