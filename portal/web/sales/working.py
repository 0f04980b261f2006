"""Logging what was done on a lead."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.handoff.activities import ActivityKind
from portal.services.handoff import activities
from portal.web.sales.attempts import done
from portal.web.sales.blueprint import bp
from portal.web.sales.forms import ActivityForm, moment
from portal.web.sales.lead import READERS, seen
from portal.web.sales.rights import kinds_for
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.post("/leads/<int:lead_id>/activities")
@roles(*READERS)
def log_activity(lead_id: int) -> ResponseReturnValue:
    """Write the act down; what does not hold together is shown again with what was typed."""
    lead, form = seen(lead_id), ActivityForm()
    form.offer(kinds_for(lead, signed_in_user()))
    if not done(form, lambda: _log(lead, form)):
        return _page(lead, form), 422
    db.session.commit()
    flash("Logged.", "success")
    return back_to(lead)


def _log(lead: Lead, form: ActivityForm) -> None:
    user = signed_in_user()
    activities.log(
        lead,
        by=user,
        kind=ActivityKind(form.kind.data),
        outcome=form.call_outcome,
        note=form.note.data or "",
        next_step=form.next_step.data or "",
        next_step_at=moment(form.next_step_at.data, user),
        at=moment(form.at.data, user),
        now=utcnow(),
    )


def _page(lead: Lead, form: ActivityForm) -> str:
    return render_template(
        "sales/leads/log.html", lead=lead, form=form, back_address=lead_address(lead), origin=origin()
    )
