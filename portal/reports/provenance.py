"""Where the values that count for a person came from: the submission with its form and version, or a colleague (X8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.submission import Submission
from portal.models.team.user import User


@dataclass(frozen=True)
class Source:
    """A submission as a reader knows it."""

    form: str
    version: int
    reference: str


def sources(submission_ids: Iterable[int]) -> dict[int, Source]:
    """By submission. One query."""
    query = (
        select(Submission.id, Form.name, FormVersion.number, Submission.reference)
        .join(Form, Form.id == Submission.form_id)
        .join(FormVersion, FormVersion.id == Submission.form_version_id)
        .where(Submission.id.in_(set(submission_ids)))
    )
    return {number: Source(form, version, reference) for number, form, version, reference in db.session.execute(query)}


def names(user_ids: Iterable[int]) -> dict[int, str]:
    """Colleagues by id. One query."""
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(set(user_ids)))).all())
