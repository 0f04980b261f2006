"""Disputes: marketing asks the manager to look again at a return, the manager rules."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.handoff.dispute import Dispute, Ruling, open_disputes
from portal.models.team.user import Role
from portal.reports import directory
from portal.services.handoff import agreed
from portal.services.handoff import disputing as disputes_desk
from portal.services.handoff.disputing import DisputeRefused
from portal.web.sales.blueprint import bp
from portal.web.sales.forms import DisputeForm, RulingForm
from portal.web.sales.lead import seen
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user


@bp.get("/leads/<int:lead_id>/dispute")
@roles(Role.MARKETING)
def dispute(lead_id: int) -> ResponseReturnValue:
    """Ask why the return was wrong. Raises DisputeRefused where there is nothing to dispute."""
    lead = seen(lead_id)
    refused = disputes_desk.why_not(lead, utcnow())
    if refused:
        raise DisputeRefused(refused)
    return _dispute_page(lead_id, DisputeForm())


@bp.post("/leads/<int:lead_id>/dispute")
@roles(Role.MARKETING)
def open_dispute(lead_id: int) -> ResponseReturnValue:
    """The manager is asked to look again."""
    lead, form = seen(lead_id), DisputeForm()
    if not form.validate():
        return _dispute_page(lead_id, form), 422
    disputes_desk.open_dispute(lead, by=signed_in_user(), reason=form.reason.data or "", now=utcnow())
    db.session.commit()
    flash("The sales manager is asked to look again.", "success")
    return back_to(lead)


@bp.get("/disputes")
@roles(Role.MANAGER, Role.MARKETING)
def disputes() -> ResponseReturnValue:
    """Those that wait for a decision, oldest first."""
    rows = db.session.scalars(open_disputes().limit(200)).all()
    names = directory.names(user_id for row in rows for user_id in (row.opened_by_id, row.judge_id))
    return render_template("sales/disputes/list.html", rows=rows, names=names)


@bp.get("/disputes/<int:dispute_id>")
@roles(Role.MANAGER, Role.MARKETING)
def disputed(dispute_id: int) -> ResponseReturnValue:
    """Both sides, and the decision or the form for it."""
    return _ruling_page(get_or_404(Dispute, dispute_id), RulingForm(formdata=None))


@bp.post("/disputes/<int:dispute_id>")
@roles(Role.MANAGER)
def decide(dispute_id: int) -> ResponseReturnValue:
    """The manager's word."""
    row, form = get_or_404(Dispute, dispute_id), RulingForm()
    if not form.validate():
        return _ruling_page(row, form), 422
    ruling = Ruling(form.ruling.data)
    disputes_desk.decide(row, by=signed_in_user(), ruling=ruling, note=form.note.data or "", now=utcnow())
    db.session.commit()
    flash("Decided. Marketing is told.", "success")
    return redirect(url_for("sales.disputes"), 303)


def _dispute_page(lead_id: int, form: DisputeForm) -> str:
    lead = seen(lead_id)
    return render_template(
        "sales/leads/dispute.html", lead=lead, form=form, back_address=lead_address(lead), origin=origin()
    )


def _ruling_page(row: Dispute, form: RulingForm) -> str:
    names = directory.names((row.opened_by_id, row.judge_id, row.decided_by_id, row.lead.rejected_by_id))
    reason = agreed.reasons_for(row.lead).by_code.get(row.reject_code)
    return render_template(
        "sales/disputes/page.html",
        dispute=row,
        form=form,
        names=names,
        reason=reason.label if reason else row.reject_code,
        may_decide=row.decided_at is None and signed_in_user().has(Role.MANAGER),
    )
