"""What somebody may do on a lead as it stands now: the page offers exactly that."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.handoff.assignment import Assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User
from portal.rules.handoff.activities import ActivityKind
from portal.rules.handoff.stages import CLOSED, WITH_REP, WorkStatus
from portal.services.handoff import disputing
from portal.services.handoff.hands import no_longer, running_assignment
from portal.services.handoff.rejecting import RECYCLED_FROM

RETURNED_FROM = WITH_REP - {WorkStatus.OPPORTUNITY}


@dataclass(frozen=True)
class Acts:
    """``log`` are the kinds of activity that may be written down; ``edit``: answers and proposals; ``rep`` has it.
    ``hands``: the reader may do what its rep may."""

    hands: bool
    accept: bool
    give_back: bool
    recycle: bool
    move: bool
    dispute: bool
    edit: bool
    log: tuple[ActivityKind, ...]
    rep: str = ""
    mine: bool = False


def acts_for(lead: Lead, user: User, now: datetime) -> Acts:
    """Two queries at most."""
    running = running_assignment(lead)
    hands = _in_hand(lead, running, user)
    return Acts(
        hands=hands,
        accept=hands and lead.status is WorkStatus.OFFERED,
        give_back=hands and lead.status in RETURNED_FROM,
        recycle=hands and lead.status in RECYCLED_FROM,
        move=user.has(Role.MANAGER) and lead.status not in CLOSED,
        dispute=user.has(Role.MARKETING) and not disputing.why_not(lead, now),
        edit=may_edit(lead, user),
        log=kinds_for(lead, user),
        rep=running.user.name if running is not None and running.kind is AssignmentKind.SALES else "",
        mine=running is not None and running.user_id == user.id,
    )


def _in_hand(lead: Lead, running: Assignment | None, user: User) -> bool:
    if running is None or running.kind is not AssignmentKind.SALES or lead.status not in WITH_REP:
        return False
    return running.user_id == user.id or user.has(Role.MANAGER)


def may_edit(lead: Lead, user: User) -> bool:
    """Whoever answers for the lead, managers and marketing may say what is known about it."""
    mine = user.id in (lead.owner_id, lead.accountable_id)
    return mine or user.has(Role.MANAGER, Role.MARKETING)


def check_edit(lead: Lead, user: User) -> None:
    """Raises a Refusal that says where the lead is now."""
    if not may_edit(lead, user):
        raise no_longer(lead, user)


def kinds_for(lead: Lead, user: User) -> tuple[ActivityKind, ...]:
    """Acts towards the prospect are for whoever has the lead: what others log would count as the first response."""
    mine = user.id in (lead.owner_id, lead.accountable_id) or user.has(Role.MANAGER)
    if mine or (user.has(Role.MARKETING) and lead.status not in WITH_REP):
        return tuple(ActivityKind)
    return (ActivityKind.NOTE,)
