"""The preview beside the canvas: a frame over the draft that follows every save, as wide as a phone or a desk."""

from dataclasses import dataclass

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import form_or_404
from portal.web.shared.guards import forms_right
from portal.web.shared.headers import show_own_frames

CHOICE, CLOSED = "builder-preview", "closed"


@dataclass(frozen=True)
class Pane:
    """An open preview. ``width`` is phone or desktop, ``here`` the builder's page that it stands on."""

    width: str
    src: str
    here: str


@bp.post("/forms/<int:form_id>/edit/preview/<any(phone,desktop,closed):width>")
@forms_right(FormRight.EDITOR, late_write=True)
def set_pane(form_id: int, width: str) -> ResponseReturnValue:
    """Show the preview at that width, or close it; kept for this browser's session."""
    builder = url_for(".edit_form", form_id=form_or_404(form_id).id)
    session[CHOICE] = width
    here = request.form.get("here", "")
    return redirect(here if here == builder or here.startswith(f"{builder}/") else builder, 303)


def pane_of(form: Form, step: int, here: str) -> Pane | None:
    """The preview that this browser has open, on that step; its address changes with every save."""
    width = session.get(CHOICE, CLOSED)
    if width == CLOSED:
        return None
    show_own_frames()
    src = url_for("marketing.preview_form", form_id=form.id, pane=1, step=step, rev=form.draft_rev)
    return Pane(width, src, here)
