"""Membership of a user in a pool, with the numbers that fairness needs."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, choice
from portal.models.handoff.pool import Pool
from portal.models.team.user import User


class CapPer(StrEnum):
    """What a cap counts: leads in hand now, or leads given since the start of the member's day, week or month."""

    OPEN = "open"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class PoolMember(Model):
    """Level = (calibration + assigned − credited_back) / weight; the lowest level is served next (H5).

    ``assigned`` and ``credited_back`` count the rotation's assignments of this pool; sticky ones count in ``sticky``.
    ``last_served`` is the pool's ``served`` number at the member's last turn, 0 = never. ``calibrated_at`` is when the
    calibration was last set (None: on joining): who was away since then is calibrated again on coming back.
    """

    __tablename__ = "pool_member"
    __table_args__ = (
        UniqueConstraint("pool_id", "user_id"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("cap IS NULL OR cap > 0", name="cap"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    weight: Mapped[int] = mapped_column(default=1)
    cap: Mapped[int | None]
    cap_per: Mapped[CapPer] = mapped_column(choice(CapPer, "cap_per"), default=CapPer.OPEN)
    paused_at: Mapped[datetime | None]
    calibration: Mapped[Decimal] = mapped_column(Numeric(18, 6), default=Decimal(0))
    assigned: Mapped[int] = mapped_column(default=0)
    credited_back: Mapped[int] = mapped_column(default=0)
    sticky: Mapped[int] = mapped_column(default=0)
    last_served: Mapped[int] = mapped_column(default=0)
    calibrated_at: Mapped[datetime | None]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    pool: Mapped[Pool] = relationship()
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


def members_of(pool_id: int) -> Select[PoolMember]:
    """Members who have not left, with their users, in the order they joined."""
    return select(PoolMember).where(PoolMember.pool_id == pool_id, PoolMember.left_at.is_(None)).order_by(PoolMember.id)
