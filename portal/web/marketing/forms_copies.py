"""Forms made from forms: a copy under another name, a file taken away, a file brought in."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, TextAreaField

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.rules.forms.limits import MAX_DOCUMENT
from portal.rules.forms.schema import schema_of
from portal.services.forms import drafting, exchange
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_forms import NameForm
from portal.web.marketing.forms_reading import form_or_404
from portal.web.marketing.forms_saving import posted_rev, save
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import BatonForm, clean
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user


class ImportForm(BatonForm):
    """A file, or its text."""

    file = FileField("File")
    text = TextAreaField("Or its text")

    def content(self) -> str:
        """What was sent; the file counts before the text."""
        sent = request.files.get("file")
        if sent is not None and sent.filename:
            content: bytes = sent.read(MAX_DOCUMENT * 4 + 1)
            return content.decode("utf-8-sig", "replace")
        return str(self.text.data or "")


@bp.get("/forms/<int:form_id>/copies")
@forms_right(FormRight.EDITOR)
def copy_form(form_id: int) -> ResponseReturnValue:
    """Name and address of the copy."""
    form = form_or_404(form_id)
    return _copy_page(form, NameForm(formdata=None, name=f"{form.name} (copy)"[:120]))


@bp.post("/forms/<int:form_id>/copies")
@forms_right(FormRight.EDITOR)
def make_copy(form_id: int) -> ResponseReturnValue:
    """A new draft with what is being edited in this form."""
    form, entry = form_or_404(form_id), NameForm()
    name = entry.name.data or ""
    try:
        if not entry.validate():
            return _copy_page(form, entry), 422
        slug = entry.slug.data or drafting.suggested_slug(name)
        copy = drafting.create(name, slug, drafting.draft_of(form), by=signed_in_user(), now=utcnow())
    except drafting.SlugTaken as refusal:
        entry.slug.errors = (str(refusal),)
        return _copy_page(form, entry), 422
    db.session.commit()
    flash(f"“{copy.name}” is a draft with the same questions.", "success")
    return redirect(url_for(".edit_form", form_id=copy.id), 303)


@bp.get("/forms/<int:form_id>/form.json")
@forms_right(FormRight.VIEWER)
def export_form(form_id: int) -> ResponseReturnValue:
    """What is being edited, as a file."""
    form = form_or_404(form_id)
    text = exchange.written(form, url_for(".form_schema", _external=True))
    headers = {"Content-Disposition": f'attachment; filename="{form.slug}.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@bp.get("/forms/schema.json")
@forms_right(FormRight.VIEWER)
def form_schema() -> ResponseReturnValue:
    """The JSON Schema of such a file."""
    return schema_of(url_for(".form_schema", _external=True))


@bp.get("/forms/import")
@forms_right(FormRight.EDITOR)
def import_form() -> ResponseReturnValue:
    """Where a file becomes a new form."""
    return _import_page(ImportForm(formdata=None))


@bp.post("/forms/import")
@forms_right(FormRight.EDITOR)
def take_form_in() -> ResponseReturnValue:
    """A new draft from the file; a refused one comes back with every fault (422)."""
    entry = ImportForm()
    try:
        name, definition = exchange.read(entry.content())
    except exchange.ImportRefused as refusal:
        return _import_page(entry, faults=refusal.faults), 422
    name = str(clean(name))[:120] or "Imported form"
    slug = drafting.suggested_slug(name)
    form = drafting.create(name, slug, definition, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"“{form.name}” is a draft at /f/{form.slug}. Look through it before you publish it.", "success")
    return redirect(url_for(".edit_form", form_id=form.id), 303)


@bp.get("/forms/<int:form_id>/import")
@forms_right(FormRight.EDITOR)
def import_draft(form_id: int) -> ResponseReturnValue:
    """Where a file becomes the draft of this form."""
    return _import_page(ImportForm(formdata=None), open_form(form_id))


@bp.post("/forms/<int:form_id>/import")
@forms_right(FormRight.EDITOR)
def take_draft_in(form_id: int) -> ResponseReturnValue:
    """The file as the draft, which undo takes back; a refused one comes back with every fault (422)."""
    form, entry = open_form(form_id), ImportForm()
    try:
        _, definition = exchange.read(entry.content(), form)
    except exchange.ImportRefused as refusal:
        return _import_page(entry, form, refusal.faults), 422
    if posted_rev() != form.draft_rev:
        return _import_page(entry, form, (f"{drafting.StaleForm(form)} Send it again to put the file over it.",)), 409
    to = url_for(".edit_form", form_id=form_id)
    return save(form, lambda _: definition, to=to, said="The file is the draft now. Undo takes it back.")


def _copy_page(form: Form, entry: NameForm) -> str:
    return render_template("marketing/forms/copy.html", form=form, entry=entry)


def _import_page(entry: ImportForm, form: Form | None = None, faults: tuple[str, ...] = ()) -> str:
    problems = [("f-text", fault) for fault in faults]
    return render_template("marketing/forms/import.html", form=form, text=entry.text.data, problems=problems)
