"""What the upload folder should hold, by what the database says."""

from pathlib import Path

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.asset import FormAsset
from portal.models.intake.upload import Upload
from portal.services.files import store


def lost(folder: Path) -> int:
    """How many files the database names that are not there. Looks at each of them."""
    names = [
        *db.session.scalars(select(FormAsset.name)),
        *db.session.scalars(select(Upload.token).where(Upload.purged_at.is_(None))),
    ]
    return sum(not store.is_there(folder, name) for name in names)


def left_over(folder: Path) -> int:
    """How many files are still there although their time was over and the database calls them deleted."""
    gone = Upload.purged_at.is_not(None), Upload.expires_at.is_(None)
    return sum(store.is_there(folder, name) for name in db.session.scalars(select(Upload.token).where(*gone)))
