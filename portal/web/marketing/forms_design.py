"""The look of a form: its colours, corners and sizes beside a picture of what visitors would see (B13)."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.reports.forms import state_of
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import read
from portal.rules.forms.theme import BATON_ACCENT, BATON_ACCENT_TEXT, BATON_LOOK, BATON_SIDE, BATON_SIDE_TEXT
from portal.rules.forms.theme_sheet import sheet
from portal.services.forms import assets, drafting
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_design_form import DesignForm
from portal.web.marketing.forms_reading import form_or_404, tabs_of
from portal.web.marketing.forms_saving import save
from portal.web.shared.form_page import page_of
from portal.web.shared.guards import forms_right
from portal.web.shared.headers import allow_framing, show_own_frames
from portal.web.shared.look import look_of

BATON_COLOURS = {
    "accent": BATON_ACCENT,
    "accent_text": BATON_ACCENT_TEXT,
    "side": BATON_SIDE[0],
    "side_end": BATON_SIDE[1],
    "side_text": BATON_SIDE_TEXT,
}
PAGES = (("form", "Form"), ("errors", "Errors"), ("thanks", "Thank-you page"))


@bp.get("/forms/<int:form_id>/design")
@forms_right(FormRight.EDITOR)
def form_design(form_id: int) -> ResponseReturnValue:
    """The choices beside their effect."""
    form, entry = open_form(form_id), DesignForm(formdata=None)
    entry.offer(assets.of_form(form_id))
    entry.show(drafting.current(form))
    return _page(form, entry)


@bp.post("/forms/<int:form_id>/design")
@forms_right(FormRight.EDITOR)
def save_design(form_id: int) -> ResponseReturnValue:
    """Save the look in the draft."""
    form, entry = open_form(form_id), DesignForm()
    entry.offer(assets.of_form(form_id))
    if not entry.validate():
        return _page(form, entry), 422
    here = url_for(".form_design", form_id=form_id)
    return save(form, entry.value, to=here, said="The look is saved in the draft. Visitors see it when you publish.")


@bp.post("/forms/<int:form_id>/design/reset")
@forms_right(FormRight.EDITOR)
def reset_design(form_id: int) -> ResponseReturnValue:
    """Back to Baton's look; logo and words stay."""
    form = open_form(form_id)
    here = url_for(".form_design", form_id=form_id)
    return save(form, _plain, to=here, said="The form looks as Baton does again.")


@bp.get("/forms/<int:form_id>/design/preview")
@forms_right(FormRight.EDITOR)
def preview_design(form_id: int) -> ResponseReturnValue:
    """A picture of the form in the look that the address describes; nothing in it can be used."""
    form = form_or_404(form_id)
    allow_framing(("'self'",))
    definition = _described(drafting.current(form))
    kind = request.args.get("page", "form")
    thanks = kind == "thanks"
    values: dict[str, Any] = {"words": definition} if thanks else _form_values(definition, errors=kind == "errors")
    sheet_address = f"{url_for('.design_sheet', form_id=form_id)}?{urlencode(request.args)}"
    return render_template(
        f"marketing/forms/design_{'thanks' if thanks else 'form'}.html",
        look=replace(look_of(definition.theme), sheet=sheet_address),
        reference="ABCDE-12345",
        embedded=False,
        **values,
    )


@bp.get("/forms/<int:form_id>/design/theme.css")
@forms_right(FormRight.EDITOR)
def design_sheet(form_id: int) -> ResponseReturnValue:
    """The style sheet of the look that the address describes."""
    return Response(sheet(_described(drafting.current(form_or_404(form_id))).theme), mimetype="text/css")


def _page(form: Form, entry: DesignForm) -> str:
    show_own_frames()
    chosen = urlencode({name: entry[name].data or "" for name in entry.data})
    picture = url_for(".preview_design", form_id=form.id)
    return render_template(
        "marketing/forms/design.html",
        form=form,
        entry=entry,
        own=BATON_COLOURS,
        state=words.STATES[state_of(form)],
        tabs=tabs_of(form, "form_design"),
        rev=request.form.get("rev", form.draft_rev),
        pages=[(name, title, f"{picture}?page={name}&{chosen}") for name, title in PAGES],
    )


def _described(definition: Definition) -> Definition:
    """The draft in the look that the address describes; without a description, in its own."""
    if "font_size" not in request.args:
        return definition
    entry = DesignForm(formdata=request.args)
    entry.offer(assets.of_form((request.view_args or {})["form_id"]))
    entry.complete()
    return entry.value(definition)


def _form_values(definition: Definition, *, errors: bool) -> dict[str, Any]:
    wrong = read(definition, {}, through_step=0).errors if errors else ()
    page = page_of(definition, {}, index=0, errors=wrong)
    return {
        "page": page,
        "layout": "marketing/forms/design_frame.html",
        "problem_title": definition.page.error_title or None,
        "hidden": "",
        "decoy": "_homepage",
        "privacy_url": None,
        "rules": None,
        "around": None,
    }


def _plain(definition: Definition) -> Definition:
    kept = replace(BATON_LOOK, logo=definition.theme.logo, logo_alt=definition.theme.logo_alt)
    return replace(definition, theme=kept)
