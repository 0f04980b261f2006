"""Giving a lead back, with an agreed reason; or to nurture until a day."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.team.user import Role
from portal.rules.agreement.terms import RejectReason
from portal.rules.agreement.words import name_of
from portal.services.agreement.library import keys as library_keys
from portal.services.handoff import agreed, rejecting
from portal.services.handoff.hands import in_hand
from portal.web.sales.attempts import done
from portal.web.sales.blueprint import bp
from portal.web.sales.forms import RecyclingForm, RejectionForm
from portal.web.sales.lead import seen
from portal.web.sales.options import options
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.sales.words import EFFECTS
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user

GIVERS = (Role.REP, Role.MANAGER)


@bp.get("/leads/<int:lead_id>/rejection")
@roles(*GIVERS)
def rejection(lead_id: int) -> ResponseReturnValue:
    """The agreed reasons, and what follows from each."""
    lead = seen(lead_id)
    in_hand(lead, signed_in_user())
    return _rejection_page(lead, _rejection_form(lead))


@bp.post("/leads/<int:lead_id>/rejection")
@roles(*GIVERS)
def reject(lead_id: int) -> ResponseReturnValue:
    """Give the lead back."""
    lead = seen(lead_id)
    form = _rejection_form(lead)
    if not done(form, lambda: _reject(lead, form)):
        return _rejection_page(lead, form), 422
    db.session.commit()
    flash(f"{lead.person_name} is given back. Marketing knows why.", "success")
    return back_to(lead, view="done")


@bp.get("/leads/<int:lead_id>/recycling")
@roles(*GIVERS)
def recycling(lead_id: int) -> ResponseReturnValue:
    """Ask from which day on the lead is worth another try."""
    lead = seen(lead_id)
    in_hand(lead, signed_in_user())
    return _recycling_page(lead, RecyclingForm())


@bp.post("/leads/<int:lead_id>/recycling")
@roles(*GIVERS)
def recycle(lead_id: int) -> ResponseReturnValue:
    """Send the lead back to nurture until that day."""
    lead, form = seen(lead_id), RecyclingForm()
    if not done(form, lambda: _recycle(lead, form)):
        return _recycling_page(lead, form), 422
    db.session.commit()
    flash(f"{lead.person_name} goes to nurture, and comes back to you on that day.", "success")
    return back_to(lead, view="done")


def _reject(lead: Lead, form: RejectionForm) -> None:
    rejecting.reject(
        lead,
        by=signed_in_user(),
        code=form.code.data,
        note=form.note.data or "",
        key=form.key.data or None,
        wake_on=form.wake_on.data,
        now=utcnow(),
    )


def _recycle(lead: Lead, form: RecyclingForm) -> None:
    note = form.note.data or ""
    rejecting.recycle(lead, by=signed_in_user(), wake_on=form.wake_on.data, note=note, now=utcnow())


def _rejection_form(lead: Lead) -> RejectionForm:
    form, reasons = RejectionForm(), agreed.reasons_for(lead)
    form.code.choices = options((reason.code, reason.label, _follows(reason)) for reason in reasons.offered)
    form.key.choices = options([("", "Choose…"), *((key.key, name_of(key)) for key in library_keys())])
    return form


def _follows(reason: RejectReason) -> str:
    tries = f" Needs {agreed.promises().unreachable_attempts} logged attempts." if reason.needs_attempts else ""
    return f"{EFFECTS[reason.effect]}{tries}"


def _rejection_page(lead: Lead, form: RejectionForm) -> str:
    reasons = agreed.reasons_for(lead).offered
    return render_template(
        "sales/leads/rejection.html",
        lead=lead,
        form=form,
        back_address=lead_address(lead),
        origin=origin(),
        dated=[reason.label for reason in reasons if reason.effect.value == "nurture_until"],
        keyed=[reason.label for reason in reasons if reason.asks_key],
    )


def _recycling_page(lead: Lead, form: RecyclingForm) -> str:
    return render_template(
        "sales/leads/recycling.html", lead=lead, form=form, back_address=lead_address(lead), origin=origin()
    )
