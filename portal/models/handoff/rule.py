"""Routing rules: ordered conditions that name a pool or a person."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, choice
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.team.user import User


class Stickiness(StrEnum):
    """Whether a former owner goes first: nobody's, the person's, or the person's and else the company's."""

    NONE = "none"
    PERSON = "person"
    COMPANY = "person_and_company"


class RoutingRule(Model):
    """``conditions`` is the JSON of ``rules.handoff.routing.When``. The first active rule that matches decides."""

    __tablename__ = "routing_rule"
    __table_args__ = (CheckConstraint("(pool_id IS NULL) <> (user_id IS NULL)", name="target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[AssignmentKind] = mapped_column(choice(AssignmentKind, "kind"))
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("pool.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    stickiness: Mapped[Stickiness] = mapped_column(choice(Stickiness, "stickiness"), default=Stickiness.COMPANY)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    pool: Mapped[Pool | None] = relationship()
    user: Mapped[User | None] = relationship()


def routing_rules(*, with_disabled: bool = False) -> Select[RoutingRule]:
    """Rules in the order they are tried."""
    query = select(RoutingRule).order_by(RoutingRule.position, RoutingRule.id)
    return query if with_disabled else query.where(RoutingRule.disabled_at.is_(None))
