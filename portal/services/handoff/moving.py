"""Giving a lead to somebody else by hand, and everything of somebody who leaves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from portal.models.base import db
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import CLOSED, WITH_REP, WorkStatus, check_move
from portal.rules.refusal import Refusal
from portal.services.handoff import accepting, agreed, notes, nurturing, offering, placing, routing, timers, turns
from portal.services.handoff.calendars import calendar_of
from portal.services.handoff.facts import facts_of
from portal.services.handoff.hands import NotYours
from portal.services.handoff.locking import lock, lock_pools
from portal.services.handoff.placing import Act, Placement
from portal.services.ops import history, outbox

_TO_OFFER = (WorkStatus.NEW, WorkStatus.QUEUED, WorkStatus.HELD, WorkStatus.OFFERED)


class NotMovable(Refusal):
    """The lead cannot go there; the message says why."""


@dataclass(frozen=True)
class _Move:
    """A checked move, and the placement that it makes."""

    act: Act
    to: User
    placement: Placement


def move(lead: Lead, *, to: User, by: User, credit: bool, note: str = "", now: datetime) -> None:
    """A manager gives the lead to another user: same status, new promises, both are told.

    ``credit``: the turn in the rotation is the new owner's and not the former one's. A lead that waited for a rep, or
    for an answer, is offered. Raises NotMovable or NotYours.
    """
    if not by.has(Role.MANAGER):
        raise NotYours("A sales manager moves leads.")
    lock(lead)
    _check(lead, to)
    former_id = lead.owner_id
    ended = placing.end(lead, EndReason.MOVED, now=now, credit_back=credit)
    act = Act(lead, "moved", now, agreed.promises(), by, notes.note(lead, note, by=by, now=now))
    moved = _Move(act, to, _placement(to, ended, by, credit, now))
    assignment_id = _hand_over(moved)
    _tell_former(moved, former_id, assignment_id)
    data = {"assignment_id": assignment_id, "from": former_id, "to": to.id, "credit": credit}
    history.record("lead.moved", f"lead:{lead.id}", now=now, actor=by, lead_id=lead.id, data=data)


def _check(lead: Lead, to: User) -> None:
    if lead.status in CLOSED:
        raise NotMovable("This lead is closed, so there is nothing to move.")
    if not to.active:
        raise NotMovable(f"{to.name} cannot sign in any more. Choose somebody else.")
    if lead.owner_id == to.id:
        raise NotMovable(f"{to.name} has this lead already.")


def _placement(to: User, ended: Assignment | None, by: User, credit: bool, now: datetime) -> Placement:
    """Counted in the pool that the lead came from, where the new owner is a member of it."""
    pool_id = ended.pool_id if ended is not None and ended.kind is AssignmentKind.SALES else None
    counted = credit and pool_id is not None and turns.count_moved(pool_id, to.id)
    return Placement(to.id, f"Moved by {by.name}", calendar_of(to, now), pool_id=pool_id, credited=counted)


def _hand_over(moved: _Move) -> int:
    lead = moved.act.lead
    if lead.status in _TO_OFFER:
        return _offer(moved)
    if lead.status in WITH_REP:
        return _continue(moved)
    assignment_id = nurturing.nurture(moved.act, moved.placement, alert=None, wake_at=lead.wake_at)
    offering.tell(moved.act, "lead-moved", moved.to.id, assignment_id)
    return assignment_id


def _offer(moved: _Move) -> int:
    """The new owner is asked to accept, as for every offer."""
    lead = moved.act.lead
    timers.cancel(lead, PromiseKind.ACCEPT_BY)
    if lead.status is WorkStatus.OFFERED:
        lead.status = WorkStatus.QUEUED
    return offering.offer(moved.act, moved.placement)


def _continue(moved: _Move) -> int:
    """Work goes on where it was: what is left to do is promised anew."""
    lead, now = moved.act.lead, moved.act.now
    timers.cancel(lead, PromiseKind.FIRST_ATTEMPT_BY, PromiseKind.NEXT_STEP_BY)
    timers.hand_over(lead, moved.to.id)
    assignment_id = placing.assign(moved.act, AssignmentKind.SALES, moved.placement, accepted_at=now)
    lead.owner_id = lead.accountable_id = moved.to.id
    accepting.promise(lead, _kind_owed(lead), db.session.get_one(Assignment, assignment_id), now)
    timers.settle_due(lead)
    offering.tell(moved.act, "lead-moved", moved.to.id, assignment_id)
    return assignment_id


def _kind_owed(lead: Lead) -> PromiseKind:
    return PromiseKind.FIRST_ATTEMPT_BY if lead.status is WorkStatus.ACCEPTED else PromiseKind.NEXT_STEP_BY


def _tell_former(moved: _Move, former_id: int | None, assignment_id: int) -> None:
    if former_id is not None:
        key = f"lead-moved:{assignment_id}:{former_id}"
        payload = {"assignment_id": assignment_id, **moved.act.by}
        lead_id = moved.act.lead.id
        outbox.enqueue("lead-moved", key, user_id=former_id, now=moved.act.now, lead_id=lead_id, payload=payload)


def leave(user: User, *, by: User, now: datetime) -> int:
    """Route every open lead of somebody who leaves to others, and take them out of their pools. How many leads.

    Leads that they only answer for (held ones) go with the pool's manager, whom ``team.duties`` has replaced before.
    """
    mine = or_(Lead.owner_id == user.id, Lead.accountable_id == user.id)
    open_leads = select(Lead).where(mine, Lead.status.not_in(CLOSED)).order_by(Lead.id)
    leads = db.session.scalars(open_leads.with_for_update(of=Lead, key_share=True)).all()
    lock_pools()
    for member in db.session.scalars(select(PoolMember).where(PoolMember.user_id == user.id)):
        member.left_at = member.left_at or now
    db.session.flush()
    for lead in leads:
        _pass_to_others(lead, user, by, now)
    data = {"leads": len(leads)}
    history.record("user.left", f"user:{user.id}", now=now, actor=by, data=data)
    return len(leads)


def _pass_to_others(lead: Lead, user: User, by: User, now: datetime) -> None:
    facts = facts_of(lead)
    placing.end(lead, EndReason.MOVED, now=now)
    gone = frozenset({user.id})
    if lead.status is WorkStatus.NURTURE:
        act = Act(lead, "left", now, agreed.promises(), by)
        routing.back_to_nurture(act, wake_at=lead.wake_at, exclude=gone)
        return
    if lead.status in WITH_REP:
        timers.cancel(lead, PromiseKind.ACCEPT_BY, PromiseKind.FIRST_ATTEMPT_BY, PromiseKind.NEXT_STEP_BY)
        check_move(lead.status, WorkStatus.QUEUED)
        lead.status = WorkStatus.QUEUED
    routing.route(lead, facts, now=now, actor=by, exclude=gone, cause="left")
