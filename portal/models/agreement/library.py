"""The field library: every key that may be asked, with its type and options."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model, choice
from portal.rules.questions.key import KeyKind, TypeName


class LibraryKey(Model):
    """One key. ``options`` and ``settings`` are the JSON of ``rules.questions.key``; type and key never change."""

    __tablename__ = "library_key"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    type: Mapped[TypeName] = mapped_column(choice(TypeName, "type"))
    kind: Mapped[KeyKind] = mapped_column(choice(KeyKind, "kind"))
    label: Mapped[str] = mapped_column(String(500))
    help: Mapped[str] = mapped_column(String(500), default="")
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]


def library_keys(*, with_retired: bool = False) -> Select[LibraryKey]:
    """The library in its order."""
    query = select(LibraryKey).order_by(LibraryKey.position, LibraryKey.key)
    return query if with_retired else query.where(LibraryKey.retired_at.is_(None))
