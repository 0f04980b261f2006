"""Fields of the builder: added, saved, moved, duplicated, removed."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.forms.form import Form
from portal.models.team.user import FormRight
from portal.rules.forms import editing
from portal.rules.forms.conditions import dependent_steps, dependents
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.differences import shown_in_words
from portal.rules.forms.editing_conditions import forgetting
from portal.rules.forms.editing_moves import insert_field, place_field
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.registry import TYPES
from portal.services.forms import composing, drafting
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import act, canvas_url, field_of, field_url, open_form, refusal_of, still_open
from portal.web.marketing.forms_saving import typed
from portal.web.marketing.forms_typed import save_typed
from portal.web.shared.guards import forms_right

WAYS = {"up": -1, "down": 1}
AT_THE_END = 10_000


@bp.post("/forms/<int:form_id>/edit/fields")
@forms_right(FormRight.EDITOR)
def add_field(form_id: int) -> ResponseReturnValue:
    """Add a key of the library, or a free question of a type; where it was dropped, or where it belongs."""
    form = open_form(form_id)
    field, step = _new_field(form), typed("step")
    to = field_url(form, field.key) if field.is_free else canvas_url(form, f"field-{field.key}")
    after, place = request.values.get("open") or None, _place()

    def added(now: Definition) -> Definition:
        return insert_field(now, field, step, place) if step else editing.add_field(now, field, after=after)

    return act(form, added, to=to, shown=still_open(form))


@bp.post("/forms/<int:form_id>/edit/missing-keys")
@forms_right(FormRight.EDITOR)
def add_missing_keys(form_id: int) -> ResponseReturnValue:
    """Add every key that the agreement asks for and the form does not."""
    form = open_form(form_id)
    return act(form, composing.with_missing_keys, to=canvas_url(form), said="Every agreed key is on the form.")


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>")
@forms_right(FormRight.EDITOR)
def save_field(form_id: int, field_key: str) -> ResponseReturnValue:
    """Save the settings of a field."""
    return save_typed(form_id, field_key, said="The question is saved.")


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/moves/<any(up,down,to):way>")
@forms_right(FormRight.EDITOR)
def move_field(form_id: int, field_key: str, way: str) -> ResponseReturnValue:
    """One place up or down, into the next step at the end of one; or to the step and place where it was dropped."""
    form, step, place = open_form(form_id), typed("step"), _place()

    def moved(now: Definition) -> Definition:
        if way in WAYS:
            return editing.move_field(now, field_key, WAYS[way])
        return place_field(now, field_key, step, place)

    return act(form, moved, to=canvas_url(form, f"field-{field_key}"), shown=still_open(form))


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/copies")
@forms_right(FormRight.EDITOR)
def duplicate_field(form_id: int, field_key: str) -> ResponseReturnValue:
    """A free question once more."""
    form = open_form(form_id)
    _, copied = editing.duplicate(drafting.current(form), field_key)
    return act(form, lambda now: editing.duplicate(now, field_key)[0], to=field_url(form, copied))


@bp.get("/forms/<int:form_id>/edit/fields/<field_key>/removal")
@forms_right(FormRight.EDITOR)
def ask_delete_field(form_id: int, field_key: str) -> ResponseReturnValue:
    """Ask before a field is removed, with the questions whose conditions look at it (B12)."""
    form = open_form(form_id)
    definition = drafting.current(form)
    field = field_of(definition, field_key)
    return render_template(
        "marketing/forms/remove_field.html",
        form=form,
        field=field,
        refused=refusal_of(lambda: editing.delete_fields(definition, [field_key])),
        dependants=_dependants(definition, field_key),
        cancel=canvas_url(form, f"field-{field_key}"),
    )


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/removal")
@forms_right(FormRight.EDITOR)
def delete_field(form_id: int, field_key: str) -> ResponseReturnValue:
    """Remove a field; first ask, where more than a click would be lost."""
    form = open_form(form_id)
    if "sure" not in request.form and _would_lose(drafting.current(form), field_key):
        kept = request.values.get("open")
        return redirect(url_for(".ask_delete_field", form_id=form_id, field_key=field_key, open=kept), 303)
    to = canvas_url(form, _beside(drafting.current(form), field_key), gone=field_key)
    return act(form, lambda now: editing.delete_fields(now, [field_key]), to=to, said="The question is off the form.")


@bp.post("/forms/<int:form_id>/edit/fields/<field_key>/new-step")
@forms_right(FormRight.EDITOR)
def begin_step(form_id: int, field_key: str) -> ResponseReturnValue:
    """A new step that begins with this field; what was typed in its settings is saved with it."""
    return save_typed(form_id, field_key, whole=lambda now: editing.split_step(now, field_key, "Next step"))


def _beside(definition: Definition, key: str) -> str:
    """The card before a field that goes, or the one after it: where to look on."""
    keys = [field.key for field in definition.items()]
    place = keys.index(key) if key in keys else 0
    rest = keys[:place] + keys[place + 1 :]
    return f"field-{rest[max(place - 1, 0)]}" if rest else ""


def _place() -> int:
    """How many fields stand before the one that was dropped."""
    place = request.values.get("place", AT_THE_END, type=int)
    return min(max(place, 0), AT_THE_END)


def _new_field(form: Form) -> Field:
    """The field that was asked for; 404 for a key or a type that nobody knows."""
    name, definition = typed("type"), drafting.current(form)
    if name:
        kind = TypeName(name) if name in set(TypeName) else abort(404)
        return composing.question(kind, TYPES[kind].title, definition)
    return composing.library_field(typed("key")) or abort(404)


def _would_lose(definition: Definition, key: str) -> bool:
    field = definition.find(key)
    if field is None:
        return False
    waiting = [*dependents(definition, key), *dependent_steps(definition, key)]
    return field.is_free or field.show_if is not None or bool(waiting)


def _dependants(definition: Definition, key: str) -> list[tuple[str, str, str]]:
    """What depends on the field: label, its condition in words, and what stays of that."""
    gone = frozenset({key})
    fields = (
        (field.words, shown_in_words(field, definition), shown_in_words(forgetting(field, gone), definition))
        for field in dependents(definition, key)
    )
    steps = (
        (f"Step “{step.title}”", shown_in_words(step, definition), shown_in_words(forgetting(step, gone), definition))
        for step in dependent_steps(definition, key)
    )
    return [*fields, *steps]
