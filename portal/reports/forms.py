"""Forms as their list shows them: the state, what came in, the agreement they were proved against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, select, true

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.submission import Disposition, Submission
from portal.models.team.user import User


class State(StrEnum):
    """B4. Visitors of a form that is live with a draft see what is live."""

    DRAFT = "draft"
    LIVE = "live"
    CHANGED = "changed"
    PAUSED = "paused"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class FormRow:
    """One line. ``agreement`` is the number of the version that the live one was proved against, ``stale`` that a newer
    one is in force. Test submissions are not counted."""

    id: int
    name: str
    slug: str
    state: State
    owner: str
    submissions: int
    last_at: datetime | None
    agreement: int | None
    stale: bool
    published_at: datetime | None


@dataclass(frozen=True)
class VersionRow:
    """One published version. ``live`` is what visitors see."""

    id: int
    number: int
    author: str
    published_at: datetime
    agreement: int
    submissions: int
    live: bool


def forms(only: int | None = None) -> list[FormRow]:
    """Every form, or the one of that id, by name; archived ones last. Two queries."""
    current = agreement_in_force()
    return [
        FormRow(
            id=form.id,
            name=form.name,
            slug=form.slug,
            state=state_of(form),
            owner=owner,
            submissions=came or 0,
            last_at=last_at,
            agreement=number,
            stale=number is not None and current is not None and number != current,
            published_at=published_at,
        )
        for form, owner, published_at, number, came, last_at in db.session.execute(_rows(only))
    ]


def _rows(only: int | None) -> Select[Form, str, datetime | None, int | None, int | None, datetime | None]:
    came = (
        select(Submission.form_id, func.count().label("came"), func.max(Submission.received_at).label("last_at"))
        .where(Submission.disposition != Disposition.TEST, Submission.form_id == only if only else true())
        .group_by(Submission.form_id)
        .subquery()
    )
    return (
        select(Form, User.name, FormVersion.published_at, AgreementVersion.number, came.c.came, came.c.last_at)
        .join(User, User.id == Form.owner_id)
        .outerjoin(FormVersion, FormVersion.id == Form.live_version_id)
        .outerjoin(AgreementVersion, AgreementVersion.id == FormVersion.agreement_id)
        .outerjoin(came, came.c.form_id == Form.id)
        .where(Form.id == only if only else true())
        .order_by(Form.archived_at.is_not(None), func.lower(Form.name), Form.id)
    )


def agreement_in_force() -> int | None:
    """The number of the agreement in force, or None."""
    return db.session.scalar(select(AgreementVersion.number).where(AgreementVersion.status == AgreementStatus.ACTIVE))


def state_of(form: Form) -> State:
    """Where the form stands; put away counts before paused, paused before the rest."""
    if form.archived_at is not None:
        return State.ARCHIVED
    if form.live_version_id is None:
        return State.DRAFT
    if form.paused_at is not None:
        return State.PAUSED
    return State.LIVE if form.draft is None else State.CHANGED


def counts(rows: Sequence[FormRow]) -> dict[State, int]:
    """How many of the rows are in each state."""
    return {state: sum(1 for row in rows if row.state is state) for state in State}


def versions(form: Form) -> list[VersionRow]:
    """The form's versions, newest first. One query."""
    return [
        VersionRow(version_id, number, author, published_at, agreement, came or 0, version_id == form.live_version_id)
        for version_id, number, author, published_at, agreement, came in db.session.execute(_versions(form.id))
    ]


def _versions(form_id: int) -> Select[int, int, str, datetime, int, int | None]:
    came = (
        select(Submission.form_version_id, func.count().label("came"))
        .where(Submission.form_id == form_id, Submission.disposition != Disposition.TEST)
        .group_by(Submission.form_version_id)
        .subquery()
    )
    return (
        select(
            FormVersion.id,
            FormVersion.number,
            User.name,
            FormVersion.published_at,
            AgreementVersion.number,
            came.c.came,
        )
        .join(User, User.id == FormVersion.published_by_id)
        .join(AgreementVersion, AgreementVersion.id == FormVersion.agreement_id)
        .outerjoin(came, came.c.form_version_id == FormVersion.id)
        .where(FormVersion.form_id == form_id)
        .order_by(FormVersion.number.desc())
    )
