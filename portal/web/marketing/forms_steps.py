"""Steps of the builder: added, named, moved, joined, removed."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.rules.forms import editing
from portal.rules.forms.conditions import dependent_steps, dependents
from portal.rules.forms.definition import Definition
from portal.services.forms import drafting
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import (
    act,
    canvas_url,
    open_form,
    refusal_of,
    still_open,
)
from portal.web.marketing.forms_fields import WAYS
from portal.web.marketing.forms_step_entry import step_entry
from portal.web.shared.guards import forms_right


@bp.post("/forms/<int:form_id>/edit/steps")
@forms_right(FormRight.EDITOR)
def add_step(form_id: int) -> ResponseReturnValue:
    """An empty step at the end."""
    form = open_form(form_id)
    after = editing.add_step(drafting.current(form), "Next step")
    to = url_for(".edit_step", form_id=form_id, step_id=after.steps[-1].id, _anchor=f"step-{after.steps[-1].id}")
    return act(form, lambda now: editing.add_step(now, "Next step"), to=to)


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/moves/<any(up,down):way>")
@forms_right(FormRight.EDITOR)
def move_step(form_id: int, step_id: str, way: str) -> ResponseReturnValue:
    """One place up or down."""
    form = open_form(form_id)
    to = _canvas(form, step_id)
    return act(form, lambda now: editing.move_step(now, step_id, WAYS[way]), to=to, shown=still_open(form))


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/merge")
@forms_right(FormRight.EDITOR)
def merge_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Its questions join the step beside it."""
    form = open_form(form_id)
    to = url_for(".edit_form", form_id=form_id)
    return act(form, lambda now: editing.merge_step(now, step_id), to=to, said="The steps are one now.")


@bp.get("/forms/<int:form_id>/edit/steps/<step_id>/removal")
@forms_right(FormRight.EDITOR)
def ask_delete_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Ask before a step goes with its questions, with those that depend on them."""
    form = open_form(form_id)
    definition = drafting.current(form)
    entry = step_entry(definition, step_id)
    return render_template(
        "marketing/forms/remove_step.html",
        form=form,
        entry=entry,
        refused=refusal_of(lambda: editing.delete_step(definition, step_id)),
        dependants=_dependants(definition, step_id),
        cancel=_canvas(form, step_id),
    )


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/removal")
@forms_right(FormRight.EDITOR)
def delete_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Remove a step; first ask, where questions would go with it."""
    form = open_form(form_id)
    if "sure" not in request.form and step_entry(drafting.current(form), step_id).step.fields:
        return redirect(url_for(".ask_delete_step", form_id=form_id, step_id=step_id), 303)
    to = url_for(".edit_form", form_id=form_id)
    return act(form, lambda now: editing.delete_step(now, step_id), to=to, said="The step is off the form.")


def _dependants(definition: Definition, step_id: str) -> list[str]:
    """Labels of the questions of other steps whose conditions look at this one's."""
    inside = {field.key for field in editing.step_of(definition, step_id).fields}
    found = (field for key in inside for field in dependents(definition, key))
    steps = (step for key in inside for step in dependent_steps(definition, key))
    return sorted(
        {*(field.label for field in found if field.key not in inside), *(f"step {one.title}" for one in steps)}
    )


def _canvas(form: Form, step_id: str) -> str:
    return canvas_url(form, f"step-{step_id}")
