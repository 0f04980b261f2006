"""States of a form: paused and opened again, put away and taken out."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.user import FormRight
from portal.services.forms import publishing
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import form_or_404, share_of
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user


@bp.post("/forms/<int:form_id>/pause")
@forms_right(FormRight.PUBLISHER)
def pause_form(form_id: int) -> ResponseReturnValue:
    """Visitors are told that it is closed for now."""
    publishing.pause(form_or_404(form_id), by=signed_in_user(), now=utcnow())
    return _done(form_id, "The form is paused. Visitors are told that it is closed for now.")


@bp.post("/forms/<int:form_id>/opening")
@forms_right(FormRight.PUBLISHER)
def resume_form(form_id: int) -> ResponseReturnValue:
    """Visitors see it again."""
    publishing.resume(form_or_404(form_id), by=signed_in_user(), now=utcnow())
    return _done(form_id, "The form is open again.")


@bp.get("/forms/<int:form_id>/archive")
@forms_right(FormRight.PUBLISHER)
def ask_archive(form_id: int) -> ResponseReturnValue:
    """Ask before the form is put away."""
    form = form_or_404(form_id)
    return render_template("marketing/forms/archive.html", form=form, share=share_of(form))


@bp.post("/forms/<int:form_id>/archive")
@forms_right(FormRight.PUBLISHER)
def archive_form(form_id: int) -> ResponseReturnValue:
    """Put the form away; what came in stays."""
    publishing.archive(form_or_404(form_id), by=signed_in_user(), now=utcnow())
    return _done(form_id, "The form is archived. Its submissions and leads stay.")


@bp.post("/forms/<int:form_id>/restoration")
@forms_right(FormRight.PUBLISHER)
def restore_form(form_id: int) -> ResponseReturnValue:
    """Take the form out of the archive, paused."""
    publishing.restore(form_or_404(form_id), by=signed_in_user(), now=utcnow())
    return _done(form_id, "The form is back. A published one is paused until you open it.")


def _done(form_id: int, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("marketing.form", form_id=form_id), 303)
