"""Pictures of forms: added by marketing, shown for good under a name that never stands for another one."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, select

from portal.models.base import db
from portal.models.forms.asset import FormAsset, asset_named, assets_of
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.team.user import User
from portal.rules.files.names import clean_name, fits
from portal.rules.files.pictures import Picture, picture
from portal.rules.refusal import Refusal
from portal.services.files import store
from portal.services.forms import drafting
from portal.services.ops import history

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 4000
MOST_OF_A_FORM = 60


class AssetRefused(Refusal):
    """The file is no picture that a form can show; the sentence says why."""


class InUse(Refusal):
    """A form shows the picture, or an older version of one did."""

    def __init__(self, asset: FormAsset) -> None:
        super().__init__(f"“{asset.file_name}” is shown by a form, so it stays. Take it off the form first.")


def add(form: Form, data: bytes, *, file_name: str, alt: str, folder: Path, by: User, now: datetime) -> FormAsset:
    """Store the picture. Raises AssetRefused."""
    shown = _checked(data, file_name)
    if len(of_form(form.id)) >= MOST_OF_A_FORM:
        raise AssetRefused(f"A form has at most {MOST_OF_A_FORM} pictures. Remove one that is not shown.")
    asset = FormAsset(
        form_id=form.id,
        name=store.new_name(),
        file_name=clean_name(file_name, shown.media),
        alt=alt,
        media_type=shown.media,
        size=len(data),
        width=shown.width,
        height=shown.height,
        added_by_id=by.id,
        added_at=now,
    )
    store.keep(folder, asset.name, data)
    db.session.add(asset)
    history.record("form.picture_added", drafting.subject(form), now=now, actor=by, data={"file": asset.file_name})
    db.session.flush()
    return asset


def remove(form: Form, asset: FormAsset, *, by: User, now: datetime) -> None:
    """Forget the picture; whoever commits that deletes its file afterwards. Raises InUse."""
    if _is_shown(asset.name):
        raise InUse(asset)
    history.record("form.picture_removed", drafting.subject(form), now=now, actor=by, data={"file": asset.file_name})
    db.session.delete(asset)
    db.session.flush()


def of_form(form_id: int) -> list[FormAsset]:
    """The form's pictures, newest first."""
    return list(db.session.scalars(assets_of(form_id)))


def named(name: str) -> FormAsset | None:
    """The picture of that name."""
    return db.session.scalars(asset_named(name)).first()


def _checked(data: bytes, file_name: str) -> Picture:
    if not data:
        raise AssetRefused("Choose a picture.")
    if len(data) > MOST_BYTES:
        raise AssetRefused(f"The picture is larger than {MOST_BYTES // 1024 // 1024} MB.")
    shown = picture(data)
    if shown is None:
        raise AssetRefused(
            "Choose a PNG, JPEG or WebP picture. Drawings (SVG) can hold programs, so they are not taken."
        )
    if max(shown.width, shown.height) > MOST_PIXELS:
        raise AssetRefused(f"The picture is larger than {MOST_PIXELS:,} by {MOST_PIXELS:,} pixels.")
    if not fits(file_name, shown.media):
        raise AssetRefused("The name of the file says that it is something else. Save it again as PNG, JPEG or WebP.")
    return shown


def _is_shown(name: str) -> bool:
    """Names are random, so a definition that holds one shows it."""
    drafts = select(Form.id).where(Form.draft.contains(name, autoescape=True))
    versions = select(FormVersion.id).where(FormVersion.definition.contains(name, autoescape=True))
    return bool(db.session.scalar(select(or_(drafts.exists(), versions.exists()))))
