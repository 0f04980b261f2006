"""Accepting an offer from the portal."""

from flask import flash
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.user import Role
from portal.services.handoff import accepting
from portal.web.sales.blueprint import bp
from portal.web.sales.lead import seen
from portal.web.sales.ways import back_to
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.post("/leads/<int:lead_id>/acceptance")
@roles(Role.REP, Role.MANAGER)
def accept(lead_id: int) -> ResponseReturnValue:
    """Take the lead on; somebody who comes second is told who was first."""
    lead, user = seen(lead_id), signed_in_user()
    accepting.accept(lead, by=user, now=utcnow())
    db.session.commit()
    whose = "yours" if lead.owner_id == user.id else f"with {lead.owner.name if lead.owner else 'the rep'}"
    flash(f"{lead.person_name} is accepted, and {whose}. The first attempt is promised from now on.", "success")
    return back_to(lead, view="working")
