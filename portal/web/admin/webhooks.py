"""Webhooks: which other systems are told, what, and what became of every call."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.ops.webhook import HookCall, Webhook, calls_of, webhooks_in_use
from portal.models.team.user import Role
from portal.rules.facts_told import TOLD
from portal.services.ops import calls
from portal.services.ops import webhooks as service
from portal.web.admin.blueprint import bp
from portal.web.admin.webhook_form import WebhookForm
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user
from portal.web.shared.paging import newest_first


@bp.get("/webhooks")
@roles(Role.ADMIN)
def webhooks() -> ResponseReturnValue:
    """Every webhook that was not removed."""
    return render_template("admin/webhooks/list.html", webhooks=db.session.scalars(webhooks_in_use()).all())


@bp.route("/webhooks/new", methods=["GET", "POST"])
@roles(Role.ADMIN)
def new_webhook() -> ResponseReturnValue:
    """Name another system that is to be told."""
    form = WebhookForm()
    if not form.validate_on_submit():
        return render_template("admin/webhooks/new.html", form=form), 422 if form.errors else 200
    made = service.make(form.wanted, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The webhook is told what happens from now on.", "success")
    return redirect(url_for("admin.webhook", webhook_id=made.id), 303)


@bp.get("/webhooks/<int:webhook_id>")
@roles(Role.ADMIN)
def webhook(webhook_id: int) -> ResponseReturnValue:
    """The webhook and the log of its calls, newest first."""
    row = _webhook(webhook_id)
    page = newest_first(calls_of(row.id), HookCall.id)
    form = db.session.get(Form, row.form_id) if row.form_id else None
    return render_template("admin/webhooks/one.html", webhook=row, page=page, form=form, told=TOLD)


@bp.route("/webhooks/<int:webhook_id>/edit", methods=["GET", "POST"])
@roles(Role.ADMIN)
def edit_webhook(webhook_id: int) -> ResponseReturnValue:
    """Another address, or other facts."""
    row, form = _webhook(webhook_id), WebhookForm()
    if not form.is_submitted():
        form.show(row)
    if not form.validate_on_submit():
        return render_template("admin/webhooks/edit.html", form=form, webhook=row), 422 if form.errors else 200
    service.change(row, form.wanted, by=signed_in_user(), now=utcnow())
    return _done(row, "Saved.")


@bp.post("/webhooks/<int:webhook_id>/pause")
@roles(Role.ADMIN)
def pause_webhook(webhook_id: int) -> ResponseReturnValue:
    """Send nothing for now."""
    row = _webhook(webhook_id)
    service.pause(row, by=signed_in_user(), now=utcnow())
    return _done(row, "Paused. What happens meanwhile is told when it goes on.")


@bp.post("/webhooks/<int:webhook_id>/resumption")
@roles(Role.ADMIN)
def resume_webhook(webhook_id: int) -> ResponseReturnValue:
    """Go on."""
    row = _webhook(webhook_id)
    service.resume(row, by=signed_in_user(), now=utcnow())
    return _done(row, "It goes on.")


@bp.post("/webhooks/<int:webhook_id>/secret")
@roles(Role.ADMIN)
def renew_webhook_secret(webhook_id: int) -> ResponseReturnValue:
    """A new secret; the old one signs nothing more."""
    row = _webhook(webhook_id)
    service.renew_secret(row, by=signed_in_user(), now=utcnow())
    return _done(row, "Calls are signed with the new secret. Tell it to the other system.")


@bp.get("/webhooks/<int:webhook_id>/removal")
@roles(Role.ADMIN)
def ask_webhook_removal(webhook_id: int) -> ResponseReturnValue:
    """Ask before it goes."""
    return render_template("admin/webhooks/remove.html", webhook=_webhook(webhook_id))


@bp.post("/webhooks/<int:webhook_id>/removal")
@roles(Role.ADMIN)
def remove_webhook(webhook_id: int) -> ResponseReturnValue:
    """Tell it nothing any more."""
    service.remove(_webhook(webhook_id), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The webhook is removed.", "success")
    return redirect(url_for("admin.webhooks"), 303)


@bp.post("/webhooks/<int:webhook_id>/calls/<int:call_id>/replay")
@roles(Role.ADMIN)
def replay_call(webhook_id: int, call_id: int) -> ResponseReturnValue:
    """Make one call once more."""
    row = _webhook(webhook_id)
    call = visible_or_404(calls_of(row.id).where(HookCall.id == call_id))
    calls.replay(call, by=signed_in_user(), now=utcnow())
    return _done(row, "The call is made again within seconds.")


def _webhook(webhook_id: int) -> Webhook:
    return visible_or_404(webhooks_in_use().where(Webhook.id == webhook_id))


def _done(row: Webhook, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("admin.webhook", webhook_id=row.id), 303)
