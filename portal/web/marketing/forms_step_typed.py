"""Saving the settings of a step, with or without a further act on its condition."""

from collections.abc import Callable
from typing import TypeAlias

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.models.team.user import FormRight
from portal.rules.forms import editing
from portal.rules.forms.definition import Definition
from portal.rules.forms.editing_conditions import Group, as_group, settled, with_part, without_part
from portal.rules.forms.editing_steps import condition_step
from portal.services.forms import drafting
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import Inspected, act, builder, gone, open_form
from portal.web.marketing.forms_parts import CONDITION, asked_part, place_in
from portal.web.marketing.forms_step_entry import read_step
from portal.web.shared.guards import forms_right

GroupEdit: TypeAlias = Callable[[Group], Group]


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>")
@forms_right(FormRight.EDITOR)
def save_step(form_id: int, step_id: str) -> ResponseReturnValue:
    """Save the settings of a step."""
    return save_typed_step(form_id, step_id, anchor=f"step-{step_id}", said="The step is saved.")


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/conditions")
@forms_right(FormRight.EDITOR)
def add_step_condition(form_id: int, step_id: str) -> ResponseReturnValue:
    """Let the step look at an earlier question."""
    into, part = asked_part()
    if part is None:
        return save_typed_step(form_id, step_id)
    return save_typed_step(form_id, step_id, then=lambda group: with_part(group, into, part))


@bp.post("/forms/<int:form_id>/edit/steps/<step_id>/conditions/<where>/removal")
@forms_right(FormRight.EDITOR)
def remove_step_condition(form_id: int, step_id: str, where: str) -> ResponseReturnValue:
    """Look at that question no longer."""
    place = place_in(where)
    return save_typed_step(form_id, step_id, then=lambda group: without_part(group, place))


def save_typed_step(
    form_id: int, step_id: str, *, then: GroupEdit | None = None, anchor: str = CONDITION, said: str = ""
) -> ResponseReturnValue:
    """Save the settings as posted, then the act on the condition. What cannot be saved comes back as typed (422)."""
    form = open_form(form_id)
    definition = drafting.current(form)
    if not any(step.id == step_id for step in definition.steps):
        return gone(form, lambda now: editing.rename_step(now, step_id, ""))
    entry, condition = read_step(definition, step_id)
    if entry.problems:
        return builder(form, Inspected(step=entry)), 422
    after = condition if then is None else settled(then(as_group(condition)))

    def change(now: Definition) -> Definition:
        return condition_step(editing.rename_step(now, step_id, entry.title), step_id, after)

    to = url_for(".edit_step", form_id=form_id, step_id=step_id, _anchor=anchor)
    return act(form, change, to=to, said=said, shown=Inspected(step=entry))
