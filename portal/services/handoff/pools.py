"""Pools: made, changed, put away. Members are in ``members``, routing rules in ``rules``."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.pool import AssignmentKind, Pool, WhenNobody
from portal.models.handoff.rule import RoutingRule
from portal.models.team.user import Role, User
from portal.rules.handoff.worktime import Week, week_to_json
from portal.rules.refusal import Refusal
from portal.services.handoff import holding
from portal.services.ops import history


class PoolRefused(Refusal):
    """The pool cannot be like this; ``field`` names what to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class PoolFacts:
    """What somebody says about a pool. ``week`` and ``time_zone`` are its own hours, for what waits in it."""

    name: str
    kind: AssignmentKind
    manager: User
    week: Week
    time_zone: str = "UTC"
    when_nobody: WhenNobody = WhenNobody.HOLD
    fallback: User | None = None


def create_pool(facts: PoolFacts, *, by: User, now: datetime) -> Pool:
    """A pool without members. Raises PoolRefused."""
    _check(facts, None)
    pool = Pool(kind=facts.kind, created_at=now, **_columns(facts))
    db.session.add(pool)
    db.session.flush()
    history.record("pool.created", f"pool:{pool.id}", now=now, actor=by)
    return pool


def change_pool(pool: Pool, facts: PoolFacts, *, by: User, now: datetime) -> None:
    """Change everything but the kind. Promises that run keep their due times. Raises PoolRefused."""
    _check(facts, pool)
    if facts.kind is not pool.kind:
        raise PoolRefused("kind", "A pool stays what it was made for. Make another pool instead.")
    for name, value in _columns(facts).items():
        setattr(pool, name, value)
    db.session.flush()
    holding.recheck(now)
    history.record("pool.changed", f"pool:{pool.id}", now=now, actor=by)


def archive_pool(pool: Pool, *, by: User, now: datetime) -> None:
    """Put the pool away; its history stays. Raises PoolRefused while a rule sends leads to it."""
    rules = select(RoutingRule.name).where(RoutingRule.pool_id == pool.id, RoutingRule.disabled_at.is_(None))
    names = db.session.scalars(rules.order_by(RoutingRule.position)).all()
    if names:
        raise PoolRefused("name", f"Leads still go to this pool by the rules: {', '.join(names)}.")
    pool.archived_at = pool.archived_at or now
    history.record("pool.archived", f"pool:{pool.id}", now=now, actor=by)


def restore_pool(pool: Pool, *, by: User, now: datetime) -> None:
    """Use the pool again."""
    pool.archived_at = None
    history.record("pool.restored", f"pool:{pool.id}", now=now, actor=by)


def _columns(facts: PoolFacts) -> dict[str, object]:
    fallback = facts.fallback if facts.when_nobody is WhenNobody.FALLBACK else None
    return {
        "name": facts.name.strip(),
        "manager_id": facts.manager.id,
        "week": week_to_json(facts.week),
        "time_zone": facts.time_zone,
        "when_nobody": facts.when_nobody,
        "fallback_id": None if fallback is None else fallback.id,
    }


def _check(facts: PoolFacts, pool: Pool | None) -> None:
    if not facts.name.strip():
        raise PoolRefused("name", "Give the pool a name.")
    same = select(Pool.id).where(Pool.name == facts.name.strip(), Pool.id != (pool.id if pool else 0))
    if db.session.scalar(same) is not None:
        raise PoolRefused("name", "There is a pool of this name already.")
    if facts.time_zone not in available_timezones():
        raise PoolRefused("time_zone", "Choose a time zone from the list.")
    leads = (Role.MANAGER,) if facts.kind is AssignmentKind.SALES else (Role.MANAGER, Role.MARKETING)
    if not facts.manager.active or not facts.manager.has(*leads):
        raise PoolRefused("manager", f"{facts.manager.name} cannot answer for this pool. Choose a manager.")
    if facts.when_nobody is WhenNobody.FALLBACK and (facts.fallback is None or not facts.fallback.active):
        raise PoolRefused("fallback", "Say who gets a lead when nobody in the pool can take it.")
