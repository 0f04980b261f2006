"""The page of one lead: all that a rep needs before the call, and all that happened since."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_leads
from portal.models.team.user import Role
from portal.web.sales.blueprint import bp
from portal.web.sales.lead_view import view_of
from portal.web.sales.places import timeline_place
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user

READERS = (Role.REP, Role.MANAGER, Role.MARKETING)


def seen(lead_id: int) -> Lead:
    """The lead, if the reader may see it; else 404."""
    return visible_or_404(visible_leads(signed_in_user()).where(Lead.id == lead_id))


@bp.get("/leads/<int:lead_id>")
@roles(*READERS)
def lead(lead_id: int) -> ResponseReturnValue:
    """The whole page, also for print."""
    found = seen(lead_id)
    page = view_of(found, signed_in_user(), utcnow(), after=timeline_place())
    return render_template("sales/leads/page.html", page=page)
