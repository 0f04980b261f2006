"""Who may see which leads: access is the query."""

from sqlalchemy import Select, column, literal, or_, select, table, union

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User

_ASSIGNMENT = table("assignment", column("lead_id"), column("user_id"))
"""Named, not imported: assignments stand above leads, and the floors know no circles."""

FEW = 5000
"""Assignments of one person that are gathered faster than a list of leads is walked through in search of theirs."""


def visible_leads(user: User) -> Select[Lead]:
    """Managers and marketing see every lead; a rep sees those that they own, answer for, or were ever given.

    Each lead is asked whose it was, so this is for finding one or some; ``visible_list`` is for lists.
    """
    if _sees_all(user):
        return select(Lead)
    # Said so, not as "is there one with both", for which SQLite looks through all that the user was ever given.
    given_to = select(_ASSIGNMENT.c.user_id).where(_ASSIGNMENT.c.lead_id == Lead.id)
    return select(Lead).where(
        or_(Lead.owner_id == user.id, Lead.accountable_id == user.id, literal(user.id).in_(given_to))
    )


def visible_list(user: User) -> Select[Lead]:
    """The same leads, for lists. One query more for a rep.

    Who was given many leads finds a page of them soon by asking each lead. Who was given few might have to ask nearly
    all of them, so theirs are gathered first.
    """
    given = select(_ASSIGNMENT.c.lead_id).where(_ASSIGNMENT.c.user_id == user.id)
    if _sees_all(user) or db.session.execute(given.offset(FEW).limit(1)).first() is not None:
        return visible_leads(user)
    own = (select(Lead.id).where(whose == user.id) for whose in (Lead.owner_id, Lead.accountable_id))
    return select(Lead).where(Lead.id.in_(union(given, *own)))


def _sees_all(user: User) -> bool:
    return user.has(Role.MANAGER, Role.MARKETING)
