"""Companies, matched by email domain."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class Company(Model):
    """``domain`` is None for people who wrote from free mail: those never match a company."""

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    domain: Mapped[str | None] = mapped_column(String(253), unique=True)
    created_at: Mapped[datetime]
