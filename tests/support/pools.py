"""Members of pools and routing rules, made and found."""

from sqlalchemy import select

from portal.models.base import db
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import AssignmentKind
from portal.models.handoff.rule import RoutingRule
from portal.models.team.user import User
from tests.support.company import NOW, Company


def member(house: Company, user: User) -> PoolMember:
    found = select(PoolMember).where(PoolMember.pool_id == house.pool.id, PoolMember.user_id == user.id)
    return db.session.scalars(found).one()


def rule(name: str, kind: AssignmentKind, position: int = 0, **target: object) -> RoutingRule:
    made = RoutingRule(position=position, name=name, kind=kind, created_at=NOW, **target)
    db.session.add(made)
    db.session.commit()
    return made
