"""Pools: reps (or marketers) who share a stream of leads."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, choice
from portal.models.team.user import User


class AssignmentKind(StrEnum):
    """Sales: an offer with timers and credit. Nurture: no accept timer, no credit, a review date."""

    SALES = "sales"
    NURTURE = "nurture"


class WhenNobody(StrEnum):
    """What happens when no member is eligible."""

    HOLD = "hold"
    FALLBACK = "fallback"


class Pool(Model):
    """``manager_id`` is accountable for what waits in the pool. ``week`` and ``time_zone`` are the pool's own hours,
    for promises while nobody has the lead. ``served`` numbers the rotation; its row is the lock of the pool."""

    __tablename__ = "pool"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[AssignmentKind] = mapped_column(choice(AssignmentKind, "kind"), default=AssignmentKind.SALES)
    manager_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    week: Mapped[str] = mapped_column(String(600))
    when_nobody: Mapped[WhenNobody] = mapped_column(choice(WhenNobody, "when_nobody"), default=WhenNobody.HOLD)
    fallback_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    served: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    manager: Mapped[User] = relationship(foreign_keys=[manager_id])


def pools_in_use(kind: AssignmentKind | None = None) -> Select[Pool]:
    """Pools that are not archived, by name."""
    query = select(Pool).where(Pool.archived_at.is_(None)).order_by(Pool.name, Pool.id)
    return query if kind is None else query.where(Pool.kind == kind)
