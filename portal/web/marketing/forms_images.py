"""The pictures of a form: the logo, and what stands among the questions."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.models.base import db
from portal.models.forms.asset import FormAsset
from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.reports.forms import state_of
from portal.services.files import store
from portal.services.forms import assets, drafting
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_reading import tabs_of
from portal.web.shared.checks import one_line
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import BatonForm
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user

LARGEST = assets.MOST_BYTES + 64 * 1024


class ImageForm(BatonForm):
    """A picture, and its words."""

    file = FileField(
        "Picture",
        [FileRequired("Choose a picture.")],
        description="PNG, JPEG or WebP, at most 2 MB and 4,000 by 4,000 pixels.",
    )
    alt = StringField(
        "What it shows",
        [DataRequired("Say in a few words what the picture shows."), Length(max=300)],
        filters=[one_line],
        description="Read out to those who cannot see it. For a logo, the company’s name.",
    )


@bp.get("/forms/<int:form_id>/images")
@forms_right(FormRight.EDITOR)
def form_images(form_id: int) -> ResponseReturnValue:
    """What there is, and the way to add one."""
    return _page(open_form(form_id), ImageForm(formdata=None))


@bp.post("/forms/<int:form_id>/images")
@forms_right(FormRight.EDITOR, largest=LARGEST)
def add_image(form_id: int) -> ResponseReturnValue:
    """Take a picture in."""
    form, entry = open_form(form_id), ImageForm()
    if not entry.validate():
        return _page(form, entry), 422
    sent = entry.file.data
    try:
        assets.add(
            form,
            sent.read(),
            file_name=sent.filename or "",
            alt=entry.alt.data or "",
            folder=current_app.config["BATON"].UPLOAD_DIR,
            by=signed_in_user(),
            now=utcnow(),
        )
    except assets.AssetRefused as refusal:
        entry.file.errors = [str(refusal)]
        return _page(form, entry), 422
    db.session.commit()
    flash("The picture is there. Choose it as the logo, or put it among the questions.", "success")
    return redirect(url_for(".form_images", form_id=form_id), 303)


@bp.post("/forms/<int:form_id>/images/<int:asset_id>/removal")
@forms_right(FormRight.EDITOR)
def remove_image(form_id: int, asset_id: int) -> ResponseReturnValue:
    """Take a picture away that nothing shows."""
    form, asset = open_form(form_id), db.session.get(FormAsset, asset_id)
    if asset is None or asset.form_id != form.id:
        abort(404)
    name = asset.name
    try:
        assets.remove(form, asset, by=signed_in_user(), now=utcnow())
    except assets.InUse as refusal:
        flash(str(refusal), "error")
    else:
        db.session.commit()
        store.delete(current_app.config["BATON"].UPLOAD_DIR, name)
        flash("The picture is removed.", "success")
    return redirect(url_for(".form_images", form_id=form_id), 303)


def _page(form: Form, entry: ImageForm) -> str:
    return render_template(
        "marketing/forms/images.html",
        form=form,
        entry=entry,
        images=assets.of_form(form.id),
        logo=drafting.current(form).theme.logo,
        state=words.STATES[state_of(form)],
        tabs=tabs_of(form, "form_design"),
    )
