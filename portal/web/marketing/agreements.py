"""The agreement's pages to read: all versions, one version, a new draft, a draft thrown away."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from portal.models.agreement.version import AgreementStatus, AgreementVersion, active_agreement, agreement_versions
from portal.models.base import db
from portal.rules.agreement.templates import TEMPLATES
from portal.services.agreement import drafting, library, signing
from portal.web.marketing import agreements_reading as reading
from portal.web.marketing.agreements_forms import NewForm
from portal.web.marketing.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles, signed_in
from portal.web.shared.login import signed_in_user


@bp.get("/agreements")
@signed_in()
def agreements() -> ResponseReturnValue:
    """The agreement in force, and every version."""
    active = db.session.scalars(active_agreement()).first()
    versions = db.session.scalars(agreement_versions(with_drafts=reading.may_edit())).all()
    return render_template(
        "marketing/agreements/list.html",
        text=reading.text_of(active) if active else None,
        review=reading.next_review(active) if active else None,
        now=utcnow(),
        rows=[(version, reading.terms_of(version).name) for version in versions],
        may_edit=reading.may_edit(),
    )


@bp.get("/agreements/new")
@roles(*reading.EDITORS)
def new_agreement() -> ResponseReturnValue:
    """Choose what a new draft begins with."""
    return _new_page(_new_form())


@bp.post("/agreements/new")
@roles(*reading.EDITORS)
def create_agreement() -> ResponseReturnValue:
    """Begin a draft from a template or from another version."""
    form = _new_form()
    if not form.validate():
        return _new_page(form), 422
    draft = _begun(form.source.data)
    db.session.commit()
    flash(f"Version {draft.number} is a draft. Nothing is in force until both sides have signed it.", "success")
    return redirect(url_for(".edit_agreement", number=draft.number), 303)


@bp.get("/agreements/<int:number>")
@signed_in()
def agreement(number: int) -> ResponseReturnValue:
    """One version as people read it."""
    version = reading.readable_or_404(number)
    given = reading.signatures(version)
    return render_template(
        "marketing/agreements/read.html",
        text=reading.text_of(version),
        signatures=given,
        signed=signing.signed_in_words(given),
        review=reading.next_review(version),
        compared=reading.against_active(version),
        sides=reading.open_sides(version, signed_in_user()),
        may_edit=reading.may_edit(),
    )


@bp.get("/agreements/<int:number>/deletion")
@roles(*reading.EDITORS)
def agreement_deletion(number: int) -> ResponseReturnValue:
    """Ask before a draft is thrown away."""
    version = reading.draft_or_refuse(number)
    return render_template("marketing/agreements/delete.html", version=version)


@bp.post("/agreements/<int:number>/deletion")
@roles(*reading.EDITORS)
def delete_agreement(number: int) -> ResponseReturnValue:
    """Throw the draft away."""
    drafting.delete_draft(reading.draft_or_refuse(number), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"The draft of version {number} is deleted.", "success")
    return redirect(url_for(".agreements"), 303)


def _new_form() -> NewForm:
    form = NewForm()
    versions = db.session.scalars(agreement_versions()).all()
    templates = [
        SelectChoice(f"template:{template.id}", template.title, {"help": template.summary}) for template in TEMPLATES
    ]
    form.source.choices = [*map(_copy_of, versions), *templates]
    return form


def _copy_of(version: AgreementVersion) -> SelectChoice:
    state = "in force" if version.status is AgreementStatus.ACTIVE else version.status.value
    words = f"A copy of version {version.number} ({state})"
    return SelectChoice(f"version:{version.number}", words, {"help": reading.terms_of(version).name})


def _new_page(form: NewForm) -> str:
    return render_template("marketing/agreements/new.html", form=form)


def _begun(source: str) -> AgreementVersion:
    kind, _, name = source.partition(":")
    user, now = signed_in_user(), utcnow()
    if kind == "version":
        origin = reading.readable_or_404(int(name))
        return drafting.new_draft(reading.terms_of(origin), by=user, now=now, based_on=origin)
    template = next((template for template in TEMPLATES if template.id == name), None)
    if template is None:
        abort(404)
    library.seed_library(now)
    return drafting.new_draft(template.build(library.keys()), by=user, now=now)
