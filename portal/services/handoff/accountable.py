"""Who answers for a lead when its owner does not: there is always somebody."""

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.handoff.pool import Pool
from portal.models.intake.lead import Lead
from portal.models.team.organisation import Organisation
from portal.models.team.user import User
from portal.rules.refusal import Refusal


class NotFounded(Refusal):
    """No administrator was made yet, so nobody can answer for anything."""

    def __init__(self) -> None:
        super().__init__("Baton is not set up yet. Run: flask --app wsgi create-admin")


def custodian_id() -> int:
    """Who answers for whatever nobody owns."""
    return _organisation().custodian_id


def nurture_owner_id() -> int:
    """Who keeps the MQLs that no rule assigns."""
    return _organisation().nurture_owner_id


def form_owner_id(lead: Lead) -> int:
    """Who answers for the form that the lead came by; the nurture owner where nobody does any more."""
    owner = select(User.id).join(Form, Form.owner_id == User.id).where(Form.id == lead.form_id)
    return db.session.scalar(owner.where(User.disabled_at.is_(None))) or nurture_owner_id()


def organisation_zone() -> str:
    """The organisation's time zone."""
    return _organisation().time_zone


def manager_id_of(pool_id: int | None, user_id: int | None = None) -> int:
    """The user's manager, else the pool's, else the custodian: the first who is active and not the user."""
    user = None if user_id is None else db.session.get(User, user_id)
    pool = None if pool_id is None else db.session.get(Pool, pool_id)
    named = (user and user.manager_id, pool and pool.manager_id)
    return next((one for one in named if one and one != user_id and _active(one)), custodian_id())


def _active(user_id: int) -> bool:
    user = db.session.get(User, user_id)
    return user is not None and user.active


def _organisation() -> Organisation:
    row = db.session.get(Organisation, 1)
    if row is None:
        raise NotFounded
    return row
