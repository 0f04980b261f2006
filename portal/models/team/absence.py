"""When somebody is away, and the days on which nobody works."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class Absence(Model):
    """A stretch of time in which the user is given no leads and promises do not run."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(120), default="")


class DayOff(Model):
    """A public or company holiday, for everybody."""

    __tablename__ = "day_off"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


def absences_from(user_ids: list[int], now: datetime) -> Select[Absence]:
    """Absences of these users that are running or to come, earliest first."""
    return select(Absence).where(Absence.user_id.in_(user_ids), Absence.ends_at > now).order_by(Absence.starts_at)
