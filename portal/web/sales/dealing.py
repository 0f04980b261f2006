"""Opportunities: opened in one step, kept up to date (S87, S88)."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.handoff.opportunity import Opportunity, opportunity_of
from portal.models.intake.lead import Lead
from portal.models.team.user import Role
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import agreed, opportunities
from portal.services.handoff.hands import in_hand
from portal.web.sales.attempts import done
from portal.web.sales.blueprint import bp
from portal.web.sales.closing_forms import OpportunityForm
from portal.web.sales.fitting import mode_of
from portal.web.sales.lead import seen
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.get("/leads/<int:lead_id>/opportunity")
@roles(Role.REP, Role.MANAGER)
def opportunity(lead_id: int) -> ResponseReturnValue:
    """A form for a new opportunity, or the open one in a form."""
    lead, form = seen(lead_id), OpportunityForm()
    in_hand(lead, signed_in_user())
    row = _row(lead)
    if row is not None:
        form.show(row)
    elif (refusal := opportunities.why_not(lead, mode_of(lead))) is not None:
        raise refusal
    return _page(lead, form)


@bp.post("/leads/<int:lead_id>/opportunity")
@roles(Role.REP, Role.MANAGER)
def save_opportunity(lead_id: int) -> ResponseReturnValue:
    """Open it, or save what has changed."""
    lead, form = seen(lead_id), OpportunityForm()
    known = _row(lead) is not None
    if not done(form, lambda: _save(lead, form, known=known)):
        return _page(lead, form), 422
    db.session.commit()
    flash("The opportunity is saved." if known else f"{lead.person_name} is an opportunity now.", "success")
    return back_to(lead)


def _save(lead: Lead, form: OpportunityForm, *, known: bool) -> None:
    user, now = signed_in_user(), utcnow()
    if known:
        opportunities.change(lead, form.deal(user), by=user, now=now)
    else:
        opportunities.open_opportunity(lead, form.deal(user), mode=mode_of(lead), by=user, now=now)


def _row(lead: Lead) -> Opportunity | None:
    """The opportunity while it is open."""
    if lead.status is not WorkStatus.OPPORTUNITY:
        return None
    return db.session.scalars(opportunity_of(lead.id)).one_or_none()


def _page(lead: Lead, form: OpportunityForm) -> str:
    row = _row(lead)
    return render_template(
        "sales/leads/opportunity.html",
        lead=lead,
        form=form,
        known=row is not None,
        currency=row.currency if row else agreed.currency(),
        back_address=lead_address(lead),
        origin=origin(),
    )
