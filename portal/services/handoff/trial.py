"""Where a lead would go, without sending one: for managers who change pools and rules."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.base import db
from portal.models.handoff.rule import RoutingRule, routing_rules
from portal.rules.handoff.fairness import Choice, choose
from portal.rules.handoff.routing import RoutingFacts, Rule, RuleKind, first_match, when_from_json
from portal.rules.questions.logic import keys_of
from portal.services.handoff.candidates import seen_pool


@dataclass(frozen=True)
class Trial:
    """The rule that decides (None: no rule takes such a lead), and the pool's choice where it names a pool."""

    rule: RoutingRule | None
    choice: Choice | None = None


def try_out(facts: RoutingFacts, *, now: datetime) -> Trial:
    """What routing would do with these facts now; a former owner is not looked for. Nothing is written."""
    rule = deciding(facts)
    if rule is None:
        return Trial(None)
    return Trial(rule, standing(rule.pool_id, now) if rule.pool_id is not None else None)


def deciding(facts: RoutingFacts) -> RoutingRule | None:
    """The first rule that takes such a lead; None: none does. One query."""
    rows = {row.id: row for row in db.session.scalars(routing_rules())}
    rules = (Rule(row.id, RuleKind(row.kind), when_from_json(row.conditions)) for row in rows.values())
    found = first_match(rules, facts)
    return None if found is None else rows[found.id]


def rules_by_key() -> dict[str, str]:
    """Key → name of the first routing rule that looks at the answer to it. One query."""
    found: dict[str, str] = {}
    for rule in db.session.scalars(routing_rules()):
        condition = when_from_json(rule.conditions).condition
        for key in keys_of(condition) if condition is not None else ():
            found.setdefault(key, rule.name)
    return found


def named_people() -> tuple[int, ...]:
    """Ids of the people whom rules name, in the order of the rules. One query."""
    named = (rule.user_id for rule in db.session.scalars(routing_rules()))
    return tuple(dict.fromkeys(user_id for user_id in named if user_id is not None))


def standing(pool_id: int, now: datetime) -> Choice:
    """Who of the pool would be next, with everybody's level and what keeps them from it."""
    return choose(seen_pool(pool_id, now).candidates)
