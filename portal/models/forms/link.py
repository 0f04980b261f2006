"""Named links to a form, one per campaign: a short address that carries the UTM values."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class FormLink(Model):
    """``code`` is the end of the short address. An archived link is put away, and its address goes on working: it may
    be printed somewhere."""

    __tablename__ = "form_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    utm_source: Mapped[str] = mapped_column(String(120))
    utm_medium: Mapped[str] = mapped_column(String(120))
    utm_campaign: Mapped[str] = mapped_column(String(120))
    utm_term: Mapped[str] = mapped_column(String(120))
    utm_content: Mapped[str] = mapped_column(String(120))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    def utm(self) -> dict[str, str]:
        """The values that it carries, without the empty ones."""
        values = {name: str(getattr(self, name)) for name in UTM}
        return {name: value for name, value in values.items() if value}


UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def links_of(form_id: int) -> Select[FormLink]:
    """Links of the form that are in use, newest first; archived ones after them."""
    return (
        select(FormLink)
        .where(FormLink.form_id == form_id)
        .order_by(FormLink.archived_at.is_not(None), FormLink.id.desc())
    )


def link_by_code(code: str) -> Select[FormLink]:
    """The link of that short address, archived or not."""
    return select(FormLink).where(FormLink.code == code)
