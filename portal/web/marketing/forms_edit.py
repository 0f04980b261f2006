"""The builder's pages, and the settings of the page around the questions."""

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.models.team.user import FormRight
from portal.services.forms import drafting
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import (
    Inspected,
    act,
    builder,
    inspected_field,
    inspected_page,
    open_form,
)
from portal.web.marketing.forms_page import PageForm
from portal.web.marketing.forms_step_entry import step_entry
from portal.web.shared.guards import forms_right


@bp.get("/forms/<int:form_id>/edit")
@forms_right(FormRight.EDITOR)
def edit_form(form_id: int) -> ResponseReturnValue:
    """The builder, with nothing chosen."""
    return builder(open_form(form_id))


@bp.get("/forms/<int:form_id>/edit/fields/<field_key>")
@forms_right(FormRight.EDITOR)
def edit_field(form_id: int, field_key: str) -> ResponseReturnValue:
    """The builder, with the settings of a field."""
    form = open_form(form_id)
    return builder(form, inspected_field(form, drafting.current(form), field_key))


@bp.get("/forms/<int:form_id>/edit/steps/<step_id>")
@forms_right(FormRight.EDITOR)
def edit_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """The builder, with the settings of a step."""
    form = open_form(form_id)
    return builder(form, Inspected(step=step_entry(drafting.current(form), step_id)))


@bp.get("/forms/<int:form_id>/edit/page")
@forms_right(FormRight.EDITOR)
def edit_page(form_id: int) -> ResponseReturnValue:
    """The builder, with the words around the questions."""
    form = open_form(form_id)
    return builder(form, inspected_page(drafting.current(form)))


@bp.post("/forms/<int:form_id>/edit/page")
@forms_right(FormRight.EDITOR)
def save_page(form_id: int) -> ResponseReturnValue:
    """Save the words around the questions."""
    form, entry = open_form(form_id), PageForm()
    entry.keep_language(drafting.current(form))
    if not entry.validate():
        return builder(form, Inspected(page=entry)), 422
    here = url_for(".edit_page", form_id=form_id)
    return act(form, entry.value, to=here, said="The page is saved.", shown=Inspected(page=entry))
