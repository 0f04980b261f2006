"""People, matched by normalised email."""

from datetime import datetime

from sqlalchemy import BindParameter, ForeignKey, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class Person(Model):
    """Who writes to us. ``profile`` is JSON text: key → {state, value, submission, at, by} with the value that counts
    now and where it came from; values that differ after a rep accepted are proposals (``handoff.proposal``)."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    company_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("company.id"), index=True)
    profile: Mapped[str] = mapped_column(Text, default="{}")
    created_at: Mapped[datetime]


def person_by_email_key(email_key: str | BindParameter[str]) -> Select[Person]:
    """The person with that dedupe key."""
    return select(Person).where(Person.email_key == email_key)
