"""Forms: the list, a new one, one at a glance, its name and address."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.reports import forms as report
from portal.rules.forms.definition import Definition, Page, Purpose, Step
from portal.rules.forms.templates import TEMPLATES
from portal.services.forms import composing, drafting, drifting
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_forms import EMPTY, NameForm, NewForm
from portal.web.marketing.forms_history import happened
from portal.web.marketing.forms_reading import form_or_404, may_build, may_publish, share_of, tabs_of
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user


@bp.get("/forms")
@forms_right(FormRight.VIEWER)
def forms() -> ResponseReturnValue:
    """Every form, or those in one state."""
    rows = report.forms()
    state = request.args.get("state", "")
    return render_template(
        "marketing/forms/list.html",
        rows=[row for row in rows if state in ("", row.state)],
        views=_views(rows, state),
        states=words.STATES,
        may_build=may_build(),
        total=len(rows),
        **_drift(),
    )


@bp.get("/forms/new")
@forms_right(FormRight.EDITOR)
def new_form() -> ResponseReturnValue:
    """Name, address, purpose, and how it begins."""
    return _new_page(NewForm())


@bp.post("/forms/new")
@forms_right(FormRight.EDITOR)
def create_form() -> ResponseReturnValue:
    """Begin the form as a draft."""
    entry = NewForm()
    form = _created(entry) if entry.validate() else None
    if form is None:
        return _new_page(entry), 422
    db.session.commit()
    flash(f"“{form.name}” is a draft. Visitors see it once you publish it.", "success")
    return redirect(url_for(".edit_form", form_id=form.id), 303)


@bp.get("/forms/<int:form_id>")
@forms_right(FormRight.VIEWER)
def form(form_id: int) -> ResponseReturnValue:
    """The form at a glance: its state, its address, how to embed it, what came in."""
    row = form_or_404(form_id)
    return render_template(
        "marketing/forms/overview.html",
        form=row,
        share=share_of(row),
        states=words.STATES,
        may_build=may_build(),
        may_publish=may_publish(),
        events=happened(drafting.history_of(row)),
        embeds=drafting.draft_of(row).embed_origins,
        length=words.length_of(drafting.draft_of(row)),
        tabs=tabs_of(row, "form"),
    )


@bp.get("/forms/<int:form_id>/name")
@forms_right(FormRight.PUBLISHER)
def form_name(form_id: int) -> ResponseReturnValue:
    """Name and address as a form."""
    row = form_or_404(form_id)
    return render_template("marketing/forms/name.html", form=row, entry=NameForm(obj=row))


@bp.post("/forms/<int:form_id>/name")
@forms_right(FormRight.PUBLISHER)
def rename_form(form_id: int) -> ResponseReturnValue:
    """Another name or address."""
    row, entry = form_or_404(form_id), NameForm()
    if not (entry.validate() and _renamed(row, entry)):
        return render_template("marketing/forms/name.html", form=row, entry=entry), 422
    db.session.commit()
    flash("Name and address are saved.", "success")
    return redirect(url_for(".form", form_id=form_id), 303)


def _drift() -> dict[str, int]:
    """How many live forms are behind the agreement in force, and how many of them for too long."""
    board = drifting.board(utcnow())
    return {"stale": sum(item.stale for item in board), "late": sum(item.late for item in board)}


def _renamed(row: Form, entry: NameForm) -> bool:
    name = entry.name.data or ""
    slug = entry.slug.data or drafting.suggested_slug(name)
    try:
        drafting.rename(row, name, slug, by=signed_in_user(), now=utcnow())
    except drafting.SlugTaken as refusal:
        entry.slug.errors = (str(refusal),)
        return False
    return True


def _created(entry: NewForm) -> Form | None:
    """The new form, or None with the entry telling why it cannot be."""
    name = entry.name.data or ""
    slug = entry.slug.data or drafting.suggested_slug(name)
    page, purpose = Page(title=name), Purpose(entry.purpose.data)
    try:
        definition = _begun(entry.start.data, page, purpose)
        return drafting.create(name, slug, definition, by=signed_in_user(), now=utcnow())
    except drafting.SlugTaken as refusal:
        entry.slug.errors = (str(refusal),)
    except drafting.NoAgreement as refusal:
        entry.start.errors = (str(refusal),)
    return None


def _begun(start: str, page: Page, purpose: Purpose) -> Definition:
    """Empty, generated, or made by a template, which brings its purpose. Raises NoAgreement."""
    if start in TEMPLATES:
        return composing.from_template(TEMPLATES[start], page.title)
    empty = Definition(page=page, steps=(Step("about", "About you"),))
    return replace(empty if start == EMPTY else drafting.generated(page), purpose=purpose)


def _new_page(entry: NewForm) -> str:
    return render_template("marketing/forms/new.html", form=entry, agreed=report.agreement_in_force() is not None)


def _views(rows: list[report.FormRow], state: str) -> list[dict[str, object]]:
    """The states that some form is in, as views of the list."""
    counts = report.counts(rows)
    every = {"label": "All", "href": url_for(".forms"), "current": not state, "count": len(rows)}
    some = [
        {
            "label": words.STATES[one][0],
            "href": url_for(".forms", state=one),
            "current": state == one,
            "count": counts[one],
        }
        for one in report.State
        if counts[one] or state == one
    ]
    return [every, *some]
