"""Routing: the first rule that matches decides where a lead goes, in the transaction that asks (H5)."""

import json
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Text, cast, select

from portal.models.base import db, table_of
from portal.models.handoff.assignment import Assignment, assignments_of
from portal.models.handoff.pool import AssignmentKind
from portal.models.handoff.rule import RoutingRule
from portal.models.hot import Hot
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.agreement.terms import Promises
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.routing import RoutingFacts, Rule, RuleKind, When, first_match, when_from_json
from portal.rules.handoff.stages import WITH_REP, WorkStatus
from portal.services.handoff import agreed, destinations, nurturing, offering, timers
from portal.services.handoff.calendars import calendar_of
from portal.services.handoff.destinations import Search
from portal.services.handoff.facts import facts_of
from portal.services.handoff.locking import lock
from portal.services.handoff.placing import Act, Placement

_RULE = table_of(RoutingRule)
_RULES = Hot(
    select(
        _RULE.c.id,
        _RULE.c.kind,
        _RULE.c.name,
        _RULE.c.pool_id,
        _RULE.c.user_id,
        _RULE.c.stickiness,
        cast(_RULE.c.conditions, Text).label("conditions"),
    )
    .where(_RULE.c.disabled_at.is_(None))
    .order_by(_RULE.c.position, _RULE.c.id)
)


def route(
    lead: Lead,
    facts: RoutingFacts,
    *,
    now: datetime,
    cause: str,
    actor: User | None = None,
    exclude: frozenset[int] = frozenset(),
    last: int | None = None,
    promises: Promises | None = None,
    first_seen: bool = False,
) -> None:
    """Offer the lead to a rep, give it to its nurture owner, or hold it; somebody is accountable in every case.

    A lead that a rep has in hand stays there. ``exclude`` are users who had it before; when that leaves nobody, only
    ``last`` of them is left out, so that the lead goes round once more. ``cause`` is a word for the history.
    ``promises`` spares a query where the caller has the agreement at hand, ``first_seen`` another where the person is
    new. Lock order: lead, then pool.
    """
    if lead.status is not WorkStatus.NEW:
        lock(lead)
    with db.session.no_autoflush:  # one UPDATE of the lead at the end, not one before every statement
        act = Act(lead, cause, now, promises or agreed.promises(), actor)
        if lead.status in WITH_REP:
            _stay(act)
            return
        rule = _rule_for(facts, *AssignmentKind)
        if (rule is None or rule.kind is AssignmentKind.NURTURE) and _is_kept(lead, exclude):
            return
        if rule is None:
            destinations.nowhere(act, facts)
        else:
            destinations.follow(Search(act, rule, facts, exclude, last, first_seen))


def _stay(act: Act) -> None:
    """Lifted to an SQL while a rep had it as an MQL: from now on first contact is promised."""
    owner = db.session.get_one(User, act.lead.owner_id)
    to = Placement(owner.id, act.cause, calendar_of(owner, act.now))
    timers.write(*offering.first_contact(act, to, fresh=False))
    timers.settle_due(act.lead)


def _is_kept(lead: Lead, exclude: frozenset[int]) -> bool:
    """Marketing has the lead in hand already, and in the same hands it stays."""
    if lead.status is not WorkStatus.NURTURE or lead.owner is None:
        return False
    return lead.owner.active and lead.owner_id not in exclude


def back_to_nurture(
    act: Act,
    *,
    alert: str = "nurture-assigned",
    told: int | None = None,
    wake_at: datetime | None = None,
    exclude: frozenset[int] = frozenset(),
) -> int:
    """Sales gave the lead back: to who nurtured it before, else to whom the nurture rules name. The assignment's id.

    ``told`` is somebody who hears of it by another mail, and so needs no alert.
    """
    to = _keeper_before(act, exclude) or _keeper_by_rule(act, exclude)
    return nurturing.nurture(act, to, alert=None if to.user_id == told else alert, wake_at=wake_at)


def _keeper_before(act: Act, exclude: frozenset[int]) -> Placement | None:
    mine = assignments_of(act.lead.id).where(Assignment.kind == AssignmentKind.NURTURE)
    latest = db.session.scalars(mine.order_by(None).order_by(Assignment.id.desc()).limit(1)).first()
    if latest is None or not latest.user.active or latest.user_id in exclude:
        return None
    return nurturing.keeper(latest.user_id, f"{latest.user.name} nurtured this lead before", act.now)


def _keeper_by_rule(act: Act, exclude: frozenset[int]) -> Placement:
    """Whatever its verdict, the lead is now one for marketing to bring on."""
    facts = replace(facts_of(act.lead), level=Qualification.MQL)
    rule = _rule_for(facts, AssignmentKind.NURTURE)
    found = None if rule is None else destinations.keeper_by(Search(act, rule, facts, exclude))
    return found or destinations.nurture_owner("No nurture rule takes this lead", act.now)


def _rule_for(facts: RoutingFacts, *kinds: AssignmentKind) -> Row[Any] | None:
    rows = {row.id: row for row in _RULES.all() if row.kind in kinds}
    found = first_match((Rule(row.id, RuleKind(row.kind), _when(row.conditions)) for row in rows.values()), facts)
    return None if found is None else rows[found.id]


@lru_cache(maxsize=1024)
def _when(conditions: str) -> When:
    """A stored text is parsed once per process."""
    return when_from_json(json.loads(conditions))
