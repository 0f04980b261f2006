"""Who had this prospect before: the one to go on with them (H5, sticky owner)."""

from sqlalchemy import ColumnElement, Subquery, or_, select, union_all

from portal.models.base import db, table_of
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.handoff.rule import Stickiness
from portal.models.intake.lead import Lead

_LEAD, _ASSIGNMENT = table_of(Lead), table_of(Assignment)
OF_PERSON = 20
OF_COMPANY = 50
"""How many of the latest leads are looked at: a company may have thousands."""


def former_owner_id(lead: Lead, stickiness: Stickiness) -> int | None:
    """The rep who last accepted, or has now, a lead of this person, else of this company. One query."""
    if stickiness is Stickiness.NONE:
        return None
    latest = [_latest(_LEAD.c.person_id == lead.person_id, OF_PERSON)]
    if stickiness is Stickiness.COMPANY and lead.company_id is not None:
        latest.append(_latest(_LEAD.c.company_id == lead.company_id, OF_COMPANY))
    theirs = union_all(*(select(part) for part in latest)).subquery()
    query = (
        select(_ASSIGNMENT.c.user_id)
        .join(theirs, theirs.c.id == _ASSIGNMENT.c.lead_id)
        .where(_ASSIGNMENT.c.kind == AssignmentKind.SALES)
        .where(or_(_ASSIGNMENT.c.accepted_at.is_not(None), _ASSIGNMENT.c.ended_at.is_(None)))
        .order_by((theirs.c.person_id == lead.person_id).desc(), _ASSIGNMENT.c.id.desc())
        .limit(1)
    )
    return db.session.execute(query).scalar()


def _latest(whose: ColumnElement[bool], many: int) -> Subquery:
    return select(_LEAD.c.id, _LEAD.c.person_id).where(whose).order_by(_LEAD.c.id.desc()).limit(many).subquery()
