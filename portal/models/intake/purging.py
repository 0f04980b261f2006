"""How far the deletion of old answers has come."""

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import BIG, Model


class PurgeMark(Model):
    """Of one line of what a form says: answers to a version that are older than ``days``. ``keys`` is the SHA-256 of
    their names; with others it begins anew. Everything that came before ``day`` (yyyymmdd, UTC), and on that day up to
    the submission ``last``, was looked at."""

    __tablename__ = "purge_mark"

    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"), primary_key=True, autoincrement=False)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    keys: Mapped[str] = mapped_column(String(64))
    day: Mapped[int]
    last: Mapped[int] = mapped_column(BIG)


def marks_of(version_ids: list[int]) -> Select[PurgeMark]:
    """The marks of these versions."""
    return select(PurgeMark).where(PurgeMark.form_version_id.in_(version_ids))
