"""Making a completion link that a colleague passes on (X7)."""

from flask import flash
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.services.intake import asking
from portal.web.sales.blueprint import bp
from portal.web.sales.lead import READERS, seen
from portal.web.sales.rights import check_edit
from portal.web.sales.ways import back_to
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.post("/leads/<int:lead_id>/completion-link")
@roles(*READERS)
def make_completion_link(lead_id: int) -> ResponseReturnValue:
    """A fresh link; the one before it ends."""
    lead = seen(lead_id)
    check_edit(lead, signed_in_user())
    asking.open_link(lead, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The link is ready. Copy it and send it to the prospect.", "success")
    return back_to(lead)
