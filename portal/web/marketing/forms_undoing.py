"""Undo and redo in the builder, and the draft thrown away: all of them can be turned back."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.edit import FormEdit
from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.rules.refusal import Refusal
from portal.services.forms import drafting, undoing
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import builder, open_form
from portal.web.marketing.forms_saving import posted_rev
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user


@bp.post("/forms/<int:form_id>/edit/undo")
@forms_right(FormRight.EDITOR)
def undo_edit(form_id: int) -> ResponseReturnValue:
    """Take the last edit back."""
    return _turned(form_id, undoing.undo, "Undone")


@bp.post("/forms/<int:form_id>/edit/redo")
@forms_right(FormRight.EDITOR)
def redo_edit(form_id: int) -> ResponseReturnValue:
    """Do again what was taken back."""
    return _turned(form_id, undoing.redo, "Done again")


@bp.get("/forms/<int:form_id>/edit/discard")
@forms_right(FormRight.EDITOR)
def ask_discard(form_id: int) -> ResponseReturnValue:
    """Ask before the draft is thrown away, with what would be lost."""
    form = open_form(form_id)
    if form.live_version_id is None:
        raise drafting.NothingLive
    return render_template("marketing/forms/discard.html", form=form, changes=drafting.changes(form))


@bp.post("/forms/<int:form_id>/edit/discard")
@forms_right(FormRight.EDITOR)
def discard_draft(form_id: int) -> ResponseReturnValue:
    """Go back to what visitors see."""
    drafting.discard(open_form(form_id), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The draft is thrown away: you see what visitors see. Undo brings it back.", "success")
    return redirect(url_for(".edit_form", form_id=form_id), 303)


def _turned(form_id: int, turn: Callable[..., FormEdit], said: str) -> ResponseReturnValue:
    form = open_form(form_id)
    try:
        edit = turn(form, rev=posted_rev(), by=signed_in_user(), now=utcnow())
    except Refusal as refusal:
        return builder(form, problem=f"{refusal} Look at what stands here now."), 409
    db.session.commit()
    flash(f"{said}: {edit.words}.", "success")
    return redirect(_where(form), 303)


def _where(form: Form) -> str:
    """The settings that were open, if that question still stands on the form."""
    key = request.values.get("open", "")
    if key and drafting.draft_of(form).find(key):
        return url_for(".edit_field", form_id=form.id, field_key=key)
    return url_for(".edit_form", form_id=form.id)
