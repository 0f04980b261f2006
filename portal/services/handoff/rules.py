"""Routing rules: made, changed, put in order, switched off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.models.base import db
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.handoff.rule import RoutingRule, Stickiness, routing_rules
from portal.models.team.user import User
from portal.rules.handoff.routing import STANDING_WORDS, RuleKind, When, never, when_to_json
from portal.rules.refusal import Refusal
from portal.services.handoff import holding
from portal.services.ops import history

EVERY_LEAD = When()


class RuleRefused(Refusal):
    """The rule cannot be like this; ``field`` names what to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class RuleFacts:
    """What somebody says about a rule: which leads, and to which pool or which person they go."""

    name: str
    kind: AssignmentKind
    when: When = EVERY_LEAD
    pool: Pool | None = None
    user: User | None = None
    stickiness: Stickiness = Stickiness.COMPANY


def create_rule(facts: RuleFacts, *, by: User, now: datetime) -> RoutingRule:
    """A rule after all others. Raises RuleRefused."""
    _check(facts)
    last = len(_ordered())
    rule = RoutingRule(position=last + 1, created_at=now, **_columns(facts))
    db.session.add(rule)
    _note("rule.created", rule, by, now)
    return rule


def change_rule(rule: RoutingRule, facts: RuleFacts, *, by: User, now: datetime) -> None:
    """Change what it says; its place stays. Raises RuleRefused."""
    _check(facts)
    for name, value in _columns(facts).items():
        setattr(rule, name, value)
    _note("rule.changed", rule, by, now)


def place_rule(rule: RoutingRule, position: int, *, by: User, now: datetime) -> None:
    """Put the rule at that place, 1 is tried first; the others close up."""
    others = [other for other in _ordered() if other.id != rule.id]
    others.insert(max(position, 1) - 1, rule)
    _number(others)
    _note("rule.placed", rule, by, now)


def disable_rule(rule: RoutingRule, *, by: User, now: datetime) -> None:
    """Try it no longer; its place stays."""
    rule.disabled_at = rule.disabled_at or now
    _note("rule.disabled", rule, by, now)


def enable_rule(rule: RoutingRule, *, by: User, now: datetime) -> None:
    """Try it again. Raises RuleRefused where its pool or person is gone."""
    pool = None if rule.pool_id is None else db.session.get(Pool, rule.pool_id)
    user = None if rule.user_id is None else db.session.get(User, rule.user_id)
    _check_target(rule.kind, pool, user)
    rule.disabled_at = None
    _note("rule.enabled", rule, by, now)


def delete_rule(rule: RoutingRule, *, by: User, now: datetime) -> None:
    """Throw it away; assignments that it made stay, without its name."""
    subject, data = f"rule:{rule.id}", {"name": rule.name}
    db.session.delete(rule)
    db.session.flush()
    _number(_ordered())
    history.record("rule.deleted", subject, now=now, actor=by, data=data)


def _ordered() -> list[RoutingRule]:
    return list(db.session.scalars(routing_rules(with_disabled=True)))


def _number(rules: Sequence[RoutingRule]) -> None:
    for position, rule in enumerate(rules, start=1):
        rule.position = position
    db.session.flush()


def _columns(facts: RuleFacts) -> dict[str, object]:
    return {
        "name": facts.name.strip(),
        "kind": facts.kind,
        "conditions": when_to_json(facts.when),
        "pool_id": facts.pool.id if facts.pool else None,
        "user_id": facts.user.id if facts.user else None,
        "stickiness": facts.stickiness,
    }


def _check(facts: RuleFacts) -> None:
    if not facts.name.strip():
        raise RuleRefused("name", "Give the rule a name.")
    barred = never(RuleKind(facts.kind), facts.when)
    if barred:
        which = " or ".join(STANDING_WORDS[one] for one in barred)
        raise RuleRefused("levels", f"Reps never get a lead that is {which}. Untick it, or let marketing nurture it.")
    _check_target(facts.kind, facts.pool, facts.user)


def _check_target(kind: AssignmentKind, pool: Pool | None, user: User | None) -> None:
    if (pool is None) is (user is None):
        raise RuleRefused("target", "Say where these leads go: to a pool, or to one person.")
    if pool is not None and (pool.archived_at is not None or pool.kind is not kind):
        raise RuleRefused("target", f"{pool.name} takes no leads of this kind. Choose another pool.")
    if user is not None and not user.active:
        raise RuleRefused("target", f"{user.name} cannot sign in any more. Choose somebody else.")


def _note(kind: str, rule: RoutingRule, by: User, now: datetime) -> None:
    """Leads that are held may go somewhere now."""
    db.session.flush()
    holding.recheck(now)
    history.record(kind, f"rule:{rule.id}", now=now, actor=by, data={"position": rule.position})
