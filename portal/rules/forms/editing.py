"""Edits of a form: fields and steps added, moved, split, taken away. Pure; every edit gives a whole new definition."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from portal.rules.forms.conditions import condition_faults
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.editing_conditions import forgetting
from portal.rules.forms.generate import new_question
from portal.rules.forms.limits import limit_faults
from portal.rules.questions.library import EMAIL_KEY
from portal.rules.refusal import Refusal

T = TypeVar("T")
STAYS = frozenset({EMAIL_KEY})
"""Keys without which no submission can become a lead: once on a form, they stay on it."""


class EditRefused(Refusal):
    """The edit would break the form; the sentence says how."""


def checked(before: Definition, after: Definition) -> Definition:
    """The edited form. Raises EditRefused where the edit, not what was there before, breaks a condition or a limit."""
    old, new = condition_faults(before), condition_faults(after)
    fresh = [fault for fault in new if fault not in old] if len(new) > len(old) else []
    broken = [*limit_faults(after), *fresh]
    if broken:
        raise EditRefused(broken[0])
    return after


def asked(definition: Definition, key: str) -> Field:
    """The field of that key. Raises EditRefused when the form does not ask it."""
    field = definition.find(key)
    if field is None:
        raise EditRefused("This question is not on the form any more.")
    return field


def step_of(definition: Definition, step_id: str) -> Step:
    """The step of that id. Raises EditRefused when the form has none."""
    return definition.steps[_place_of_step(definition, step_id)]


def step_with(definition: Definition, key: str) -> Step:
    """The step that asks the key. Raises EditRefused."""
    asked(definition, key)
    return next(step for step in definition.steps if any(field.key == key for field in step.fields))


def add_field(definition: Definition, field: Field, *, after: str | None = None) -> Definition:
    """The field behind another one; where none is named or it is gone, behind its own kind, else at the very end."""
    if definition.find(field.key) is not None:
        raise EditRefused(f"The form asks “{field.label}” already.")
    if not definition.steps:
        return replace(definition, steps=(Step("about", "About you", (field,)),))
    neighbour = after if after is not None and definition.find(after) is not None else _last_alike(definition, field)
    if neighbour is None:
        return _in_step(definition, definition.steps[-1].id, lambda fields: (*fields, field))
    step = step_with(definition, neighbour)
    return _in_step(definition, step.id, lambda fields: _behind(fields, neighbour, field))


def replace_field(definition: Definition, field: Field) -> Definition:
    """The field with other contents; its key names it. Raises EditRefused."""
    step = step_with(definition, field.key)
    return _in_step(definition, step.id, lambda fields: tuple(field if one.key == field.key else one for one in fields))


def move_field(definition: Definition, key: str, by: int) -> Definition:
    """One place up (-1) or down (1). Beyond the end of a step it goes on into the next one."""
    field, step = asked(definition, key), step_with(definition, key)
    place, number = step.fields.index(field), definition.steps.index(step)
    if 0 <= place + by < len(step.fields):
        return _in_step(definition, step.id, lambda fields: _swapped(fields, place, place + by))
    if not 0 <= number + by < len(definition.steps):
        return definition
    bare = _in_step(definition, step.id, lambda fields: tuple(one for one in fields if one.key != key))
    return _in_step(
        bare, definition.steps[number + by].id, lambda fields: (field, *fields) if by > 0 else (*fields, field)
    )


def move_to_step(definition: Definition, key: str, step_id: str) -> Definition:
    """To the end of another step. Raises EditRefused."""
    field, step = asked(definition, key), step_with(definition, key)
    step_of(definition, step_id)
    if step.id == step_id:
        return definition
    bare = _in_step(definition, step.id, lambda fields: tuple(one for one in fields if one.key != key))
    return _in_step(bare, step_id, lambda fields: (*fields, field))


def duplicate(definition: Definition, key: str) -> tuple[Definition, str]:
    """The free question once more, behind itself, and the copy's key. Raises EditRefused for a key of the library."""
    field = asked(definition, key)
    if not field.is_free:
        raise EditRefused(f"“{field.label}” comes from the library, and a form asks such a key once.")
    label = f"{field.label} (copy)"
    named = new_question(field.type, label, (one.key for one in definition.items()))
    return add_field(definition, replace(field, key=named.key, label=label), after=key), named.key


def delete_fields(definition: Definition, keys: Iterable[str]) -> Definition:
    """Without these fields. Conditions of others forget them: what only they decided is asked always.

    Raises EditRefused for what is not there, and for what has to stay.
    """
    gone = frozenset(keys)
    for field in [asked(definition, key) for key in gone]:
        if field.key in STAYS:
            raise EditRefused(f"“{field.label}” stays on the form: without it nobody could be answered.")
    return replace(
        definition,
        steps=tuple(
            replace(
                forgetting(step, gone),
                fields=tuple(forgetting(field, gone) for field in step.fields if field.key not in gone),
            )
            for step in definition.steps
        ),
    )


def add_step(definition: Definition, title: str) -> Definition:
    """An empty step at the end."""
    return replace(definition, steps=(*definition.steps, Step(_free_step_id(definition), title)))


def rename_step(definition: Definition, step_id: str, title: str) -> Definition:
    """The step with another title. Raises EditRefused."""
    place = _place_of_step(definition, step_id)
    return _with_step(definition, place, replace(definition.steps[place], title=title))


def move_step(definition: Definition, step_id: str, by: int) -> Definition:
    """One place up (-1) or down (1); at the end it stays. Raises EditRefused."""
    place = _place_of_step(definition, step_id)
    if not 0 <= place + by < len(definition.steps):
        return definition
    return replace(definition, steps=_swapped(definition.steps, place, place + by))


def split_step(definition: Definition, key: str, title: str) -> Definition:
    """A new step that begins with the field. The first field of a step begins one already."""
    step = step_with(definition, key)
    place = next(place for place, field in enumerate(step.fields) if field.key == key)
    if place == 0:
        return definition
    number = definition.steps.index(step)
    parts = (
        replace(step, fields=step.fields[:place]),
        Step(_free_step_id(definition), title, step.fields[place:], step.show_if),
    )
    return replace(definition, steps=(*definition.steps[:number], *parts, *definition.steps[number + 1 :]))


def merge_step(definition: Definition, step_id: str) -> Definition:
    """The step's fields join the step before it, or the one after it where it is the first; its title goes."""
    place = _place_of_step(definition, step_id)
    if len(definition.steps) == 1:
        raise EditRefused("A form has at least one step.")
    fields = definition.steps[place].fields
    rest = definition.steps[:place] + definition.steps[place + 1 :]
    host = rest[max(place - 1, 0)]
    if host.show_if != definition.steps[place].show_if:
        raise EditRefused("These steps are shown under different conditions: make them the same, then join the steps.")
    joined = (*host.fields, *fields) if place else (*fields, *host.fields)
    return _with_step(replace(definition, steps=rest), max(place - 1, 0), replace(host, fields=joined))


def delete_step(definition: Definition, step_id: str) -> Definition:
    """Without the step and its fields; conditions of others forget them. Raises EditRefused for the only one."""
    step = step_of(definition, step_id)
    if len(definition.steps) == 1:
        raise EditRefused("A form has at least one step.")
    bare = delete_fields(definition, (field.key for field in step.fields))
    return replace(bare, steps=tuple(one for one in bare.steps if one.id != step_id))


def _last_alike(definition: Definition, field: Field) -> str | None:
    alike = [one.key for one in definition.items() if one.kind is field.kind]
    return alike[-1] if alike and not field.is_free else None


def _behind(fields: tuple[Field, ...], neighbour: str, field: Field) -> tuple[Field, ...]:
    place = next(place for place, one in enumerate(fields) if one.key == neighbour) + 1
    return (*fields[:place], field, *fields[place:])


def _in_step(
    definition: Definition, step_id: str, change: Callable[[tuple[Field, ...]], tuple[Field, ...]]
) -> Definition:
    place = _place_of_step(definition, step_id)
    step = definition.steps[place]
    return _with_step(definition, place, replace(step, fields=change(step.fields)))


def _with_step(definition: Definition, place: int, step: Step) -> Definition:
    return replace(definition, steps=(*definition.steps[:place], step, *definition.steps[place + 1 :]))


def _place_of_step(definition: Definition, step_id: str) -> int:
    for place, step in enumerate(definition.steps):
        if step.id == step_id:
            return place
    raise EditRefused("This step is not on the form any more.")


def _free_step_id(definition: Definition) -> str:
    taken = {step.id for step in definition.steps}
    return next(name for number in range(1, len(taken) + 2) if (name := f"step_{number}") not in taken)


def _swapped(items: tuple[T, ...], one: int, other: int) -> tuple[T, ...]:
    changed = list(items)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)
