"""What follows from a verdict: where the lead goes, and who is told."""

from datetime import datetime
from typing import Any

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.handoff.stages import WITH_REP, WorkStatus, check_move
from portal.services.handoff import accountable
from portal.services.handoff.routing import route
from portal.services.intake.verdicts import Judged, Opinion
from portal.services.ops import history, outbox


def first(
    lead: Lead, found: Opinion, facts: RoutingFacts, *, cause: str, now: datetime, first_seen: bool = False
) -> None:
    """A new lead is routed by its level, or disqualified where the rule that failed says so.

    ``first_seen``: nobody has heard of this person before.
    """
    if found.verdict.disqualified:
        _disqualify(lead, now)
    else:
        promises = found.standard.terms.promises
        route(lead, facts, now=now, cause=cause, promises=promises, first_seen=first_seen)


def again(
    lead: Lead,
    judged: Judged,
    facts: RoutingFacts,
    *,
    cause: str,
    now: datetime,
    actor: User | None = None,
    submission_id: int | None = None,
) -> None:
    """A known lead goes to reps as soon as it may; a downgrade withdraws nothing and tells the owner, unless the lead
    only lacks what was deleted when its time was over: that is in the history, and nobody is alerted.

    One message at most: the lead is better, or worse, or its person asked again.
    """
    owner_id, with_rep = lead.owner_id, lead.status in WITH_REP
    _note(lead, judged, actor, now)
    if lead.status is WorkStatus.DISQUALIFIED and judged.verdict.level is not Qualification.UNQUALIFIED:
        _reopen(lead, now)
    if lead.is_open and (submission_id is not None or not _sleeps(lead)):
        route(lead, facts, now=now, cause=cause, actor=actor, promises=judged.promises)
    if owner_id is None or (actor is not None and actor.id == owner_id):
        return
    offered, passed_on = not with_rep and lead.status in WITH_REP, lead.owner_id != owner_id
    kind = _news(judged, offered=offered, passed_on=passed_on, asked=submission_id)
    if kind is not None:
        _tell(kind, judged, submission_id, lead, owner_id, now)


def _sleeps(lead: Lead) -> bool:
    """Sales gave it back until a day. Its person's own words wake it earlier, what colleagues correct does not."""
    return lead.status is WorkStatus.NURTURE and lead.wake_at is not None


def _news(judged: Judged, *, offered: bool, passed_on: bool, asked: int | None) -> str | None:
    """What the owner so far is told. Whoever is offered the lead by this very step knows from the offer."""
    if judged.rose and judged.verdict.level is Qualification.SQL:
        return None if offered and not passed_on else "lead-lifted"
    if judged.fell:
        return None if judged.deleted else "lead-downgraded"
    if asked is None or passed_on or judged.verdict.level is Qualification.UNQUALIFIED:
        return None
    return "asked-again"


def _tell(kind: str, judged: Judged, submission_id: int | None, lead: Lead, user_id: int, now: datetime) -> None:
    asked = kind == "asked-again"
    name, number = ("submission_id", submission_id) if asked else ("verdict_id", judged.verdict_id)
    outbox.enqueue(kind, f"{kind}:{number}", user_id=user_id, now=now, lead_id=lead.id, payload={name: number})


def _note(lead: Lead, judged: Judged, actor: User | None, now: datetime) -> None:
    """Upgrade and downgrade are events of their own (H2)."""
    if not (judged.rose or judged.fell):
        return
    kind = "lead.lifted" if judged.rose else "lead.downgraded"
    data: dict[str, Any] = {
        "from": judged.before.value,
        "to": judged.verdict.level.value,
        "verdict_id": judged.verdict_id,
        "failed": len(judged.verdict.failed),
        **({"deleted": list(judged.deleted)} if judged.fell and judged.deleted else {}),
    }
    history.record(kind, f"lead:{lead.id}", now=now, actor=actor, lead_id=lead.id, data=data)


def _disqualify(lead: Lead, now: datetime) -> None:
    """Nobody is alerted; the person's next answers may reopen it."""
    check_move(lead.status, WorkStatus.DISQUALIFIED)
    lead.status, lead.due_at = WorkStatus.DISQUALIFIED, None
    history.record("lead.disqualified", f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id)
    db.session.flush()


def _reopen(lead: Lead, now: datetime) -> None:
    check_move(lead.status, WorkStatus.QUEUED)
    lead.accountable_id = lead.accountable_id or accountable.nurture_owner_id()
    lead.status, lead.due_at = WorkStatus.QUEUED, now
    history.record("lead.reopened", f"lead:{lead.id}", now=now, actor=None, lead_id=lead.id)
    db.session.flush()
