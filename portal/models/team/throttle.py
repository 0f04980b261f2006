"""Counters that slow down guessing, shared by every web process."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class Throttle(Model):
    """Events of one scope in one time window; ``scope`` is a keyed hash, never an address in clear."""

    __tablename__ = "throttle"

    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
