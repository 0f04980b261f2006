"""Steps of the builder: added, named, moved, joined, removed."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.forms.form import Form
from portal.models.team.user import Role
from portal.rules.forms import editing
from portal.rules.forms.conditions import dependents
from portal.rules.forms.definition import Definition
from portal.rules.questions.cleaning import one_line
from portal.services.forms import drafting
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import (
    Inspected,
    act,
    builder,
    canvas_url,
    gone,
    open_form,
    step_entry,
    still_open,
)
from portal.web.marketing.forms_fields import WAYS
from portal.web.marketing.forms_saving import typed
from portal.web.shared.guards import roles

LONGEST = 120


@bp.post("/forms/<int:form_id>/edit/steps")
@roles(Role.MARKETING)
def add_step(form_id: int) -> ResponseReturnValue:
    """An empty step at the end."""
    form = open_form(form_id)
    after = editing.add_step(drafting.current(form), "Next step")
    to = url_for(".edit_step", form_id=form_id, step_id=after.steps[-1].id, _anchor=f"step-{after.steps[-1].id}")
    return act(form, lambda now: editing.add_step(now, "Next step"), to=to)


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>")
@roles(Role.MARKETING)
def save_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Give the step a title."""
    form, title = open_form(form_id), one_line(typed("title"))
    definition = drafting.current(form)
    if not any(step.id == step_id for step in definition.steps):
        return gone(form, lambda now: editing.rename_step(now, step_id, title))
    error = _title_error(title, definition)
    entry = Inspected(step=step_entry(definition, step_id, title, error))
    if error:
        return builder(form, entry), 422
    to = url_for(".edit_step", form_id=form_id, step_id=step_id, _anchor=f"step-{step_id}")
    return act(
        form, lambda now: editing.rename_step(now, step_id, title), to=to, said="The step is saved.", shown=entry
    )


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/moves/<any(up,down):way>")
@roles(Role.MARKETING)
def move_step(form_id: int, step_id: str, way: str) -> ResponseReturnValue:
    """One place up or down."""
    form = open_form(form_id)
    to = _canvas(form, step_id)
    return act(form, lambda now: editing.move_step(now, step_id, WAYS[way]), to=to, shown=still_open(form))


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/merge")
@roles(Role.MARKETING)
def merge_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Its questions join the step beside it."""
    form = open_form(form_id)
    to = url_for(".edit_form", form_id=form_id)
    return act(form, lambda now: editing.merge_step(now, step_id), to=to, said="The steps are one now.")


@bp.get("/forms/<int:form_id>/edit/steps/<step_id>/removal")
@roles(Role.MARKETING)
def ask_delete_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Ask before a step goes with its questions, with those that depend on them."""
    form = open_form(form_id)
    definition = drafting.current(form)
    return render_template(
        "marketing/forms/remove_step.html",
        form=form,
        entry=step_entry(definition, step_id),
        dependants=_dependants(definition, step_id),
        cancel=_canvas(form, step_id),
    )


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/removal")
@roles(Role.MARKETING)
def delete_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Remove a step; first ask, where questions would go with it."""
    form = open_form(form_id)
    if "sure" not in request.form and step_entry(drafting.current(form), step_id).step.fields:
        return redirect(url_for(".ask_delete_step", form_id=form_id, step_id=step_id), 303)
    to = url_for(".edit_form", form_id=form_id)
    return act(form, lambda now: editing.delete_step(now, step_id), to=to, said="The step is off the form.")


def _title_error(title: str, definition: Definition) -> str:
    if len(title) > LONGEST:
        return f"Shorten this to {LONGEST} characters or fewer; it has {len(title)}."
    return "" if title or len(definition.steps) == 1 else "Give the step a title."


def _dependants(definition: Definition, step_id: str) -> list[str]:
    """Labels of the questions of other steps whose conditions look at this one's."""
    inside = {field.key for field in editing.step_of(definition, step_id).fields}
    found = (field for key in inside for field in dependents(definition, key))
    return sorted({field.label for field in found if field.key not in inside})


def _canvas(form: Form, step_id: str) -> str:
    return canvas_url(form, f"step-{step_id}")
