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
    lead = seen(lead_id)
    accepting.accept(lead, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"{lead.person_name} is yours. Make the first attempt in time, and log it here.", "success")
    return back_to(lead, view="working")
