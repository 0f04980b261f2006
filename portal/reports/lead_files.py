"""The files that a lead's person sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.submission import Submission
from portal.models.intake.upload import Upload


@dataclass(frozen=True)
class FileRow:
    """``purged``: the file was deleted when its time was over; only its name is left. ``size`` is in bytes."""

    id: int
    name: str
    size: int
    received_at: datetime
    purged: bool


def files_of(lead_id: int) -> tuple[FileRow, ...]:
    """Newest first. One query."""
    query = (
        select(Upload)
        .join(Submission, Submission.id == Upload.submission_id)
        .where(Submission.lead_id == lead_id)
        .order_by(Upload.id.desc())
    )
    return tuple(
        FileRow(row.id, row.file_name, row.size, row.received_at, row.purged_at is not None)
        for row in db.session.scalars(query)
    )


def file_of(lead_id: int, upload_id: int) -> Upload | None:
    """That file, if it belongs to the lead and is still there."""
    query = select(Upload).join(Submission, Submission.id == Upload.submission_id)
    mine = query.where(Submission.lead_id == lead_id, Upload.id == upload_id, Upload.purged_at.is_(None))
    return db.session.scalars(mine).first()
