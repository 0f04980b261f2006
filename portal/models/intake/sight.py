"""Who may see which leads: access is the query."""

from sqlalchemy import Select, column, or_, select, table

from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User

_ASSIGNMENT = table("assignment", column("lead_id"), column("user_id"))
"""Named, not imported: assignments stand above leads, and the floors know no circles."""


def visible_leads(user: User) -> Select[Lead]:
    """Managers and marketing see every lead; a rep sees those that they own, answer for, or were ever given."""
    if user.has(Role.MANAGER, Role.MARKETING):
        return select(Lead)
    given = select(_ASSIGNMENT.c.lead_id).where(_ASSIGNMENT.c.user_id == user.id)
    return select(Lead).where(or_(Lead.owner_id == user.id, Lead.accountable_id == user.id, Lead.id.in_(given)))
