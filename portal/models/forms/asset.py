"""Pictures that marketing puts on its forms; the bytes lie in ``UPLOAD_DIR`` under the asset's name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class FormAsset(Model):
    """``name`` is random and the address; ``alt`` says what is on the picture to those who do not see it."""

    __tablename__ = "form_asset"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    file_name: Mapped[str] = mapped_column(String(160))
    alt: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime]


def assets_of(form_id: int) -> Select[FormAsset]:
    """Pictures of the form, newest first."""
    return select(FormAsset).where(FormAsset.form_id == form_id).order_by(FormAsset.id.desc())


def asset_named(name: str) -> Select[FormAsset]:
    """The picture at that address."""
    return select(FormAsset).where(FormAsset.name == name)
