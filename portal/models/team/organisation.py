"""The one organisation that this portal serves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class Organisation(Model):
    """A single row. ``nurture_owner_id`` is accountable for MQLs that no rule assigns; ``custodian_id`` for everything
    that nobody else is accountable for (an admin). A form is late after ``upgrade_grace_days`` under a former version
    of the agreement."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(120))
    website: Mapped[str] = mapped_column(String(200), default="")
    privacy_url: Mapped[str] = mapped_column(String(500), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    default_country: Mapped[str] = mapped_column(String(2), default="US")
    locale: Mapped[str] = mapped_column(String(20), default="en")
    custodian_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    nurture_owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    upgrade_grace_days: Mapped[int] = mapped_column(default=14, server_default="14")
    created_at: Mapped[datetime]
