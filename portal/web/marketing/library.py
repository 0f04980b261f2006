"""The field library: what can be asked, where it is used, keys of one's own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError

from portal.models.agreement.library import LibraryKey, library_keys
from portal.models.base import db
from portal.models.team.user import Role
from portal.rules.questions.types.registry import of
from portal.services.agreement import library as service
from portal.services.agreement.usage import Use, uses
from portal.web.marketing import library_forms as forms
from portal.web.marketing.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user

EDITORS = (Role.MARKETING, Role.MANAGER)
NEVER_USED = Use()


@bp.get("/library")
@roles(*EDITORS)
def library() -> ResponseReturnValue:
    """Every key by kind, retired ones last."""
    used = uses()
    rows = [
        (row, of(row.type).title, used.get(row.key, NEVER_USED))
        for row in db.session.scalars(library_keys(with_retired=True))
    ]
    offered = [row for row in rows if row[0].retired_at is None]
    groups = [(words, [row for row in offered if row[0].kind is kind]) for kind, words in forms.KIND_CHOICES]
    return render_template(
        "marketing/library/list.html",
        groups=[group for group in groups if group[1]],
        retired=[row for row in rows if row[0].retired_at is not None],
    )


@bp.get("/library/new")
@roles(*EDITORS)
def new_library_key() -> ResponseReturnValue:
    """A form for a key of one's own."""
    return render_template("marketing/library/new.html", form=forms.KeyForm())


@bp.post("/library/new")
@roles(*EDITORS)
def add_library_key() -> ResponseReturnValue:
    """Add the key."""
    form = forms.KeyForm()
    row = _added(form) if form.validate() else None
    if row is None:
        return render_template("marketing/library/new.html", form=form), 422
    db.session.commit()
    flash(f"“{row.label}” is in the library. Agreements and forms can name it now.", "success")
    return redirect(url_for(".library_key", key=row.key), 303)


@bp.get("/library/<key>")
@roles(*EDITORS)
def library_key(key: str) -> ResponseReturnValue:
    """One key: its words, its options, where it is used."""
    row = get_or_404(LibraryKey, key)
    return _key_page(row, forms.WordsForm(obj=row), forms.rows_of(service.as_key(row).options))


@bp.post("/library/<key>/words")
@roles(*EDITORS)
def reword_library_key(key: str) -> ResponseReturnValue:
    """Say the question in other words."""
    row, form = get_or_404(LibraryKey, key), forms.WordsForm()
    if not form.validate():
        return _key_page(row, form, forms.rows_of(service.as_key(row).options)), 422
    service.reword(row, label=form.label.data or "", help=form.help.data or "", by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The words are saved. Signed agreements and published forms keep theirs.", "success")
    return redirect(url_for(".library_key", key=key), 303)


@bp.post("/library/<key>/options")
@roles(*EDITORS)
def set_library_options(key: str) -> ResponseReturnValue:
    """Offer other options."""
    row, rows = get_or_404(LibraryKey, key), forms.posted_rows()
    known = frozenset(option.id for option in service.as_key(row).options)
    try:
        service.set_options(row, forms.options_from(rows, known), by=signed_in_user(), now=utcnow())
    except (service.OptionsRefused, ValidationError) as refusal:
        return _key_page(row, forms.WordsForm(obj=row), rows, str(refusal)), 422
    db.session.commit()
    flash("The options are saved.", "success")
    return redirect(url_for(".library_key", key=key), 303)


@bp.post("/library/<key>/retirement")
@roles(*EDITORS)
def retire_library_key(key: str) -> ResponseReturnValue:
    """Offer the key no longer."""
    service.retire(get_or_404(LibraryKey, key), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The key is retired. Answers that were given stay.", "success")
    return redirect(url_for(".library_key", key=key), 303)


@bp.post("/library/<key>/return")
@roles(*EDITORS)
def restore_library_key(key: str) -> ResponseReturnValue:
    """Offer a retired key again."""
    service.restore(get_or_404(LibraryKey, key), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The key can be used again.", "success")
    return redirect(url_for(".library_key", key=key), 303)


def _added(form: forms.KeyForm) -> LibraryKey | None:
    """The new key, or None with the form telling why it cannot be."""
    try:
        return service.add_key(form.value(), by=signed_in_user(), now=utcnow())
    except service.NameRefused as refusal:
        form.key.errors = (str(refusal),)
    except service.OptionsRefused as refusal:
        form.options.errors = (str(refusal),)
    return None


def _key_page(row: LibraryKey, form: forms.WordsForm, rows: list[forms.OptionRow], error: str = "") -> str:
    return render_template(
        "marketing/library/key.html",
        row=row,
        form=form,
        type=of(row.type),
        kind=dict(forms.KIND_CHOICES).get(row.kind, ""),
        rows=rows,
        error=error,
        used=uses().get(row.key, NEVER_USED),
    )
