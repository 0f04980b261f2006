"""The fit call's page: what to find out, and what follows from it (S81 to S87)."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.handoff.fit_call import latest_fit_call
from portal.models.intake.lead import Lead
from portal.models.team.user import Role
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.fit import FitResult
from portal.services.handoff import agreed, fit_calls
from portal.services.handoff.hands import in_hand
from portal.services.intake import known
from portal.web.sales.attempts import done
from portal.web.sales.blueprint import bp
from portal.web.sales.closing_forms import FitCallForm
from portal.web.sales.lead import seen
from portal.web.sales.options import options
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user

SAID = {
    FitResult.FITS: "The fit with {name} is confirmed.",
    FitResult.NOT_NOW: "{name} goes to nurture, and comes back to you on that day.",
    FitResult.NOT_A_FIT: "{name} is given back. Marketing knows why.",
}


def mode_of(lead: Lead) -> FitMode:
    """Whether the agreement in force asks for a fit call with this lead."""
    return agreed.fit_mode(known.answers(known.profile_of(lead.person)))


@bp.get("/leads/<int:lead_id>/fit-call")
@roles(Role.REP, Role.MANAGER)
def fit_call(lead_id: int) -> ResponseReturnValue:
    """What to find out, with what an earlier call found out."""
    lead = seen(lead_id)
    in_hand(lead, signed_in_user())
    form = _form(lead)
    form.show(db.session.scalars(latest_fit_call(lead_id)).first())
    return _page(lead, form)


@bp.post("/leads/<int:lead_id>/fit-call")
@roles(Role.REP, Role.MANAGER)
def record_fit_call(lead_id: int) -> ResponseReturnValue:
    """Write the call down and let follow what follows."""
    lead = seen(lead_id)
    form = _form(lead)
    if not done(form, lambda: _record(lead, form)):
        return _page(lead, form), 422
    db.session.commit()
    result = FitResult(form.result.data)
    flash(SAID[result].format(name=lead.person_name), "success")
    return back_to(lead, view="working" if result is FitResult.FITS else "done")


def _record(lead: Lead, form: FitCallForm) -> None:
    user, result = signed_in_user(), FitResult(form.result.data)
    fit_calls.record(lead, form.notes(), result, form.follow(user), mode=mode_of(lead), by=user, now=utcnow())


def _form(lead: Lead) -> FitCallForm:
    form = FitCallForm()
    form.code.choices = options((reason.code, reason.label) for reason in fit_calls.reasons(lead))
    return form


def _page(lead: Lead, form: FitCallForm) -> str:
    return render_template(
        "sales/leads/fit_call.html", lead=lead, form=form, back_address=lead_address(lead), origin=origin()
    )
