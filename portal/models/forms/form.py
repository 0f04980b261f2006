"""Call-to-action forms: a draft that people edit beside a live version that visitors see."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class Form(Model):
    """``draft`` is the JSON of ``rules.forms.definition.Definition``, None when it equals the live version.

    ``draft_rev`` counts the saves, so that a stale save can be refused. ``owner_id`` is the marketer who answers for
    the form. ``live_version_id`` has no foreign key (the two tables would point at each other); publishing writes it.
    """

    __tablename__ = "form"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    draft: Mapped[str | None] = mapped_column(Text)
    draft_rev: Mapped[int] = mapped_column(default=0)
    draft_saved_at: Mapped[datetime | None]
    draft_saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    live_version_id: Mapped[int | None]
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


def forms_in_use() -> Select[Form]:
    """Forms that are not archived, by name."""
    return select(Form).where(Form.archived_at.is_(None)).order_by(Form.name, Form.id)


def form_by_slug(slug: str) -> Select[Form]:
    """The form at that address, archived or not."""
    return select(Form).where(Form.slug == slug)
