"""Who had this prospect before: the one to go on with them (H5, sticky owner)."""

from typing import cast

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, or_, select, union_all

from portal.models.base import table_of
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.handoff.rule import Stickiness
from portal.models.hot import Hot
from portal.models.intake.lead import Lead

_LEAD, _ASSIGNMENT = table_of(Lead), table_of(Assignment)
OF_PERSON = 20
OF_COMPANY = 50
"""How many of the latest leads are looked at: a company may have thousands."""


def _latest(whose: ColumnElement[bool], many: int) -> Subquery:
    return select(_LEAD.c.id, _LEAD.c.person_id).where(whose).order_by(_LEAD.c.id.desc()).limit(many).subquery()


def _owner_of(*latest: Subquery) -> Select[int]:
    """The rep who last accepted, or has now, one of these leads; the person's own come first."""
    theirs = union_all(*(select(part) for part in latest)).subquery()
    return (
        select(_ASSIGNMENT.c.user_id)
        .join(theirs, theirs.c.id == _ASSIGNMENT.c.lead_id)
        .where(_ASSIGNMENT.c.kind == AssignmentKind.SALES)
        .where(or_(_ASSIGNMENT.c.accepted_at.is_not(None), _ASSIGNMENT.c.ended_at.is_(None)))
        .order_by((theirs.c.person_id == bindparam("person")).desc(), _ASSIGNMENT.c.id.desc())
        .limit(1)
    )


_OF_PERSON = _latest(_LEAD.c.person_id == bindparam("person"), OF_PERSON)
_OF_COMPANY = _latest(_LEAD.c.company_id == bindparam("company"), OF_COMPANY)
_BY_PERSON = Hot(_owner_of(_OF_PERSON))
_BY_COMPANY = Hot(_owner_of(_OF_PERSON, _OF_COMPANY))


def former_owner_id(lead: Lead, stickiness: Stickiness, *, first_seen: bool = False) -> int | None:
    """The rep who had this person, else this company, last. One query; ``first_seen`` spares it for a new person."""
    if stickiness is Stickiness.COMPANY and lead.company_id is not None:
        values = {"person": lead.person_id, "company": lead.company_id}
        return cast(int | None, _BY_COMPANY.scalar(values))
    if stickiness is Stickiness.NONE or first_seen:
        return None
    return cast(int | None, _BY_PERSON.scalar({"person": lead.person_id}))
