"""What somebody is answerable for, so that nobody leaves a lead, a pool or the portal without an owner."""

from sqlalchemy import func, or_, select, update

from portal.models.base import db
from portal.models.handoff.pool import Pool, pools_in_use
from portal.models.team.organisation import Organisation
from portal.models.team.user import Role, User, active_users
from portal.rules.refusal import Refusal


class LastAdmin(Refusal):
    """Without this person nobody could run the portal."""

    def __init__(self) -> None:
        super().__init__("This is the only admin who can sign in. Make somebody else an admin first.")


class StillNeeded(Refusal):
    """The organisation or a pool names this person; the message says which, and what to do."""


def check_may_lose_admin(user: User) -> None:
    """Raises LastAdmin, StillNeeded. Holds the organisation's row: two admins cannot take the role from each other."""
    organisation = db.session.scalars(select(Organisation).with_for_update()).one_or_none()
    others = active_users(Role.ADMIN).where(User.id != user.id, User.password_hash.is_not(None))
    if not db.session.scalar(select(func.count()).select_from(others.order_by(None).subquery())):
        raise LastAdmin
    if organisation is not None and organisation.custodian_id == user.id:
        raise StillNeeded(f"{user.name} is the custodian. Choose another one in Organisation first.")


def check_may_leave(user: User) -> None:
    """Raises LastAdmin, StillNeeded."""
    if Role.ADMIN in user.roles:
        check_may_lose_admin(user)
    organisation = db.session.get(Organisation, 1)
    if organisation is not None and organisation.nurture_owner_id == user.id:
        raise StillNeeded(f"{user.name} is the nurture owner. Choose another one in Organisation first.")
    named = or_(Pool.manager_id == user.id, Pool.fallback_id == user.id)
    pools = [pool.name for pool in db.session.scalars(pools_in_use().where(named))]
    if pools:
        raise StillNeeded(f"{user.name} answers for {', '.join(pools)}. Name somebody else in Routing first.")


def hand_reports_up(user: User) -> None:
    """Whoever reported to this person now reports to the next one up."""
    db.session.execute(update(User).where(User.manager_id == user.id).values(manager_id=user.manager_id))
