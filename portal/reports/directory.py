"""Who works here: the people of the portal as lists show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.team.user import Role, User


@dataclass(frozen=True)
class PersonRow:
    """One line of the list; ``state`` is active, invited (no password yet) or disabled."""

    id: int
    name: str
    email: str
    job_title: str
    roles: tuple[Role, ...]
    manager: str
    state: str
    last_seen_at: datetime | None


@dataclass(frozen=True)
class Headcount:
    """How many people there are, by state."""

    active: int
    invited: int
    disabled: int


def people() -> list[PersonRow]:
    """Everybody, by name; those who left come last. Two queries."""
    users = db.session.scalars(select(User).order_by(User.disabled_at.is_not(None), User.name, User.id)).all()
    names = {user.id: user.name for user in users}
    return [_row(user, names.get(user.manager_id or 0, "")) for user in users]


def headcount() -> Headcount:
    """One query."""
    joined, left = User.password_hash.is_not(None), User.disabled_at.is_not(None)
    rows = db.session.execute(select(left, joined, func.count()).group_by(left, joined)).all()
    counts = {(bool(gone), bool(has)): count for gone, has, count in rows}
    return Headcount(
        active=counts.get((False, True), 0),
        invited=counts.get((False, False), 0),
        disabled=counts.get((True, True), 0) + counts.get((True, False), 0),
    )


def names(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id, for the ids that a page shows. One query."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(wanted))).all()) if wanted else {}


def form_names(form_ids: Iterable[int | None]) -> dict[int, str]:
    """Forms by id, for the ids that a page shows. One query."""
    wanted = {form_id for form_id in form_ids if form_id is not None}
    return dict(db.session.execute(select(Form.id, Form.name).where(Form.id.in_(wanted))).all()) if wanted else {}


def state_of(user: User) -> str:
    """active, invited or disabled."""
    if not user.active:
        return "disabled"
    return "active" if user.password_hash else "invited"


def _row(user: User, manager: str) -> PersonRow:
    roles = tuple(role for role in Role if role in user.roles)
    return PersonRow(user.id, user.name, user.email, user.job_title, roles, manager, state_of(user), user.last_seen_at)
