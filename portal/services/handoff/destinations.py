"""Where a rule sends a lead: to a pool's fairest turn, to a named person, or, when nobody can take it, into safe hands.

One lock per pool: its row is held from before its members are read until the transaction ends, so two leads never see
the same turn.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from portal.models.base import db
from portal.models.handoff.pool import AssignmentKind, WhenNobody
from portal.models.team.user import User
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.fairness import Candidate, Choice, choose, rows_to_json
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.handoff.worktime import Calendar
from portal.services.handoff import accountable, holding, nurturing, offering, turns
from portal.services.handoff.calendars import calendar_of
from portal.services.handoff.candidates import PoolNow, locked_pool
from portal.services.handoff.former import former_owner_id
from portal.services.handoff.holding import Hold
from portal.services.handoff.placing import Act, Placement

RECHECK = timedelta(minutes=30)
"""How long a lead is held when no opening time says better: a cap frees up at no known moment."""


@dataclass(frozen=True)
class Search:
    """A lead on its way to where the rule sends it. The last three are those of ``routing.route``."""

    act: Act
    rule: Row[Any]
    facts: RoutingFacts
    exclude: frozenset[int] = frozenset()
    last: int | None = None
    first_seen: bool = False

    @property
    def excluded(self) -> frozenset[int]:
        """Everybody who is left out in the first round."""
        return self.exclude | _only(self.last)


def _only(user_id: int | None) -> frozenset[int]:
    return frozenset() if user_id is None else frozenset({user_id})


def follow(search: Search) -> None:
    """Send the lead where the rule says."""
    if search.rule.pool_id is not None:
        to_pool(search)
    else:
        to_user(search)


def to_pool(search: Search) -> None:
    """Whose turn it is: the former owner's, else that of the lowest level among the eligible."""
    pool, choice = _chosen(search)
    if choice.user_id is None:
        _nobody(search, pool, choice)
    else:
        _place(search, _turn(search, pool, choice, choice.user_id))


def _chosen(search: Search) -> tuple[PoolNow, Choice]:
    former = former_owner_id(search.act.lead, search.rule.stickiness, first_seen=search.first_seen)
    pool = locked_pool(search.rule.pool_id, search.act.now)
    choice = choose(pool.candidates, sticky=former, exclude=search.excluded)
    if choice.user_id is None and search.last is not None:
        choice = choose(pool.candidates, sticky=former, exclude=_only(search.last))
    return pool, choice


def _turn(search: Search, pool: PoolNow, choice: Choice, user_id: int) -> Placement:
    """The placement with that member, counted."""
    member = pool.standings[user_id]
    credited = search.rule.kind is AssignmentKind.SALES and not choice.sticky
    if choice.sticky:
        turns.count_sticky(member)
    else:
        turns.count_turn(pool, member, credited=credited)
    return Placement(
        user_id,
        choice.reason,
        member.calendar,
        pool_id=pool.row.id,
        rule_id=search.rule.id,
        candidates=rows_to_json(choice.rows),
        sticky=choice.sticky,
        credited=credited,
    )


def _place(search: Search, to: Placement) -> None:
    if search.rule.kind is AssignmentKind.SALES:
        offering.offer(search.act, to)
    else:
        keep(search.act, search.facts, to)


def keep(act: Act, facts: RoutingFacts, to: Placement) -> None:
    """Nurture; only somebody who meets the MQL criteria is worth an alert."""
    alert = None if facts.level is Qualification.UNQUALIFIED else "nurture-assigned"
    nurturing.nurture(act, to, alert=alert)


def keeper_by(search: Search) -> Placement | None:
    """Who keeps the lead by a nurture rule; None when the rule finds nobody."""
    if search.rule.pool_id is not None:
        pool, choice = _chosen(search)
        return None if choice.user_id is None else _turn(search, pool, choice, choice.user_id)
    user = db.session.get_one(User, search.rule.user_id)
    if not user.active or user.id in search.excluded:
        return None
    return nurturing.keeper(user.id, f"The rule “{search.rule.name}” names {user.name}", search.act.now)


def _nobody(search: Search, pool: PoolNow, choice: Choice) -> None:
    """Nobody of the pool is eligible: the nurture owner, the fallback, or held until somebody's time comes (H6)."""
    if search.rule.kind is AssignmentKind.NURTURE:
        to_nurture_owner(search.act, search.facts, f"Nobody in {pool.row.name} is eligible")
        return
    fallback = _fallback(search, pool)
    if fallback is not None:
        reason = f"Nobody in {pool.row.name} is eligible: {fallback.name} is the fallback"
        offering.offer(
            search.act, _beside(search, pool, choice, fallback.id, reason, calendar_of(fallback, search.act.now))
        )
        return
    reason = f"Nobody in {pool.row.name} is eligible now"
    by = _beside(search, pool, choice, accountable.manager_id_of(pool.row.id), reason, pool.calendar)
    holding.hold(search.act, Hold(by, _until(pool.candidates, choice, search)))


def _beside(search: Search, pool: PoolNow, choice: Choice, user_id: int, reason: str, calendar: Calendar) -> Placement:
    """With somebody outside the rotation; why the members were skipped is kept."""
    return Placement(user_id, reason, calendar, pool.row.id, search.rule.id, rows_to_json(choice.rows))


def _fallback(search: Search, pool: PoolNow) -> User | None:
    """The fallback owner, where the pool has one who is here and did not just let the lead pass."""
    if pool.row.when_nobody is not WhenNobody.FALLBACK or pool.row.fallback_id is None:
        return None
    user = db.session.get(User, pool.row.fallback_id)
    usable = user is not None and user.active and user.id != search.last
    return user if usable else None


def _until(candidates: Iterable[Candidate], choice: Choice, search: Search) -> datetime:
    """The next check: when somebody's working time begins; soon, where only a cap or a lapse is in the way."""
    again = search.act.now + RECHECK
    here = any(item.active and item.open and item.away_until is None and item.weight > 0 for item in candidates)
    times = [choice.next_check, again if here else None]
    return min((time for time in times if time is not None and time > search.act.now), default=again)


def to_user(search: Search) -> None:
    """The rule names a person, who gets the lead at any hour unless they are away or had it."""
    user = db.session.get_one(User, search.rule.user_id)
    calendar = calendar_of(user, search.act.now)
    back = next((end for start, end in calendar.absences if start <= search.act.now < end), None)
    if user.active and back is None and user.id not in search.excluded:
        reason = f"The rule “{search.rule.name}” names {user.name}"
        _place(search, Placement(user.id, reason, calendar, rule_id=search.rule.id))
    elif search.rule.kind is AssignmentKind.NURTURE:
        to_nurture_owner(search.act, search.facts, f"{user.name}, whom the rule names, is not available")
    else:
        by = accountable.manager_id_of(None, user.id)
        reason = f"{user.name}, whom the rule “{search.rule.name}” names, is not available"
        waiting = Placement(by, reason, calendar, rule_id=search.rule.id)
        holding.hold(search.act, Hold(waiting, back or search.act.now + RECHECK))


def nowhere(act: Act, facts: RoutingFacts) -> None:
    """No rule takes the lead: an SQL waits with the custodian, everything else is the nurture owner's."""
    if facts.level is not Qualification.SQL:
        to_nurture_owner(act, facts, "No routing rule takes this lead")
        return
    by = nurturing.keeper(accountable.custodian_id(), "No routing rule takes this lead", act.now)
    holding.hold(act, Hold(by, act.now + RECHECK))


def to_nurture_owner(act: Act, facts: RoutingFacts, why: str) -> None:
    """Marketing's nurture owner keeps the lead."""
    keep(act, facts, nurture_owner(why, act.now))


def nurture_owner(why: str, now: datetime) -> Placement:
    """The placement with marketing's nurture owner."""
    return nurturing.keeper(accountable.nurture_owner_id(), why, now)
