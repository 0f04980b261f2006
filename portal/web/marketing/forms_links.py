"""Campaign links of a form: a name, UTM values, a short address; as a QR code to show, download and print."""

from io import BytesIO

import segno
from flask import Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.link import UTM, FormLink
from portal.models.forms.version import FormVersion
from portal.models.team.user import FormRight
from portal.rules.forms.document import from_json
from portal.services.forms import links
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_reading import form_or_404, may_build, share_of
from portal.web.shared.checks import one_line
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import BatonForm
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user

_SHORT = [Length(max=120)]


class LinkForm(BatonForm):
    """A new link. Its values cannot change later: what is printed must go on meaning the same."""

    name = StringField(
        "Name",
        [DataRequired("Enter a name for the link."), Length(max=120)],
        filters=[one_line],
        description="For your team, such as “Hannover fair, booth”.",
    )
    utm_source = StringField(
        "Source", [DataRequired("Enter a source, such as fair."), *_SHORT], filters=[one_line], description="utm_source"
    )
    utm_medium = StringField("Medium", _SHORT, filters=[one_line], description="utm_medium, such as print or email")
    utm_campaign = StringField("Campaign", _SHORT, filters=[one_line], description="utm_campaign")
    utm_term = StringField("Term", _SHORT, filters=[one_line], description="utm_term")
    utm_content = StringField("Content", _SHORT, filters=[one_line], description="utm_content")


@bp.get("/forms/<int:form_id>/links/new")
@forms_right(FormRight.EDITOR)
def new_form_link(form_id: int) -> ResponseReturnValue:
    """Name and values."""
    return render_template("marketing/forms/link_new.html", form=form_or_404(form_id), entry=LinkForm())


@bp.post("/forms/<int:form_id>/links/new")
@forms_right(FormRight.EDITOR)
def make_form_link(form_id: int) -> ResponseReturnValue:
    """Make the link and show its code."""
    form, entry = form_or_404(form_id), LinkForm()
    if not entry.validate():
        return render_template("marketing/forms/link_new.html", form=form, entry=entry), 422
    values = {name: entry[name].data or "" for name in UTM}
    link = links.make(form, entry.name.data or "", values, by=signed_in_user(), now=utcnow())
    db.session.commit()
    return redirect(url_for(".form_link", form_id=form_id, link_id=link.id), 303)


@bp.get("/forms/<int:form_id>/links/<int:link_id>")
@forms_right(FormRight.VIEWER)
def form_link(form_id: int, link_id: int) -> ResponseReturnValue:
    """The link with its QR code, and the booth's address."""
    form, link = _found(form_id, link_id)
    kiosk = f"{share_of(form).address}/kiosk?link={link.code}"
    return render_template(
        "marketing/forms/link.html", form=form, link=link, kiosk=kiosk, may_build=may_build(), **_shown(link)
    )


@bp.get("/forms/<int:form_id>/links/<int:link_id>/print")
@forms_right(FormRight.VIEWER)
def print_form_link(form_id: int, link_id: int) -> ResponseReturnValue:
    """One page of paper: what it is, the code, the address to type."""
    form, link = _found(form_id, link_id)
    version = db.session.get(FormVersion, form.live_version_id) if form.live_version_id else None
    page = from_json(version.definition).page if version else None
    return render_template("marketing/forms/link_print.html", form=form, link=link, page=page, **_shown(link))


@bp.get("/forms/<int:form_id>/links/<int:link_id>/qr.svg")
@forms_right(FormRight.VIEWER)
def form_link_svg(form_id: int, link_id: int) -> Response:
    """The code as a drawing of any size."""
    return _file(form_id, link_id, "svg", "image/svg+xml")


@bp.get("/forms/<int:form_id>/links/<int:link_id>/qr.png")
@forms_right(FormRight.VIEWER)
def form_link_png(form_id: int, link_id: int) -> Response:
    """The code as a picture of about 400 dots a side."""
    return _file(form_id, link_id, "png", "image/png")


@bp.post("/forms/<int:form_id>/links/<int:link_id>/archive")
@forms_right(FormRight.EDITOR)
def archive_form_link(form_id: int, link_id: int) -> ResponseReturnValue:
    """Off the list; whoever has it still gets to the form."""
    form, link = _found(form_id, link_id)
    links.archive(form, link, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"“{link.name}” is archived. Its address goes on working.", "success")
    return redirect(url_for(".form_share", form_id=form_id), 303)


@bp.post("/forms/<int:form_id>/links/<int:link_id>/restoration")
@forms_right(FormRight.EDITOR)
def restore_form_link(form_id: int, link_id: int) -> ResponseReturnValue:
    """Back on the list."""
    form, link = _found(form_id, link_id)
    links.restore(form, link, by=signed_in_user(), now=utcnow())
    db.session.commit()
    return redirect(url_for(".form_link", form_id=form_id, link_id=link_id), 303)


def _found(form_id: int, link_id: int) -> tuple[Form, FormLink]:
    form, link = form_or_404(form_id), db.session.get(FormLink, link_id)
    if link is None or link.form_id != form.id:
        abort(404)
    return form, link


def short_address(link: FormLink) -> str:
    """What is printed and typed."""
    return f"{str(current_app.config['BATON'].BASE_URL).rstrip('/')}/l/{link.code}"


def _shown(link: FormLink) -> dict[str, object]:
    address = short_address(link)
    drawing = _code(address).svg_inline(scale=6, border=2, light="#fff", omitsize=True, title=f"QR code of {address}")
    return {"address": address, "drawing": Markup(drawing)}  # noqa: S704  drawn by segno from our own address


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)


def _file(form_id: int, link_id: int, kind: str, mimetype: str) -> Response:
    form, link = _found(form_id, link_id)
    out = BytesIO()
    _code(short_address(link)).save(out, kind=kind, scale=12, border=4, light="#fff")
    response = Response(out.getvalue(), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{form.slug}-{link.code}.{kind}"'
    return response
