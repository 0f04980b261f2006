"""A field brought to a certain place by one act: where it was dropped."""

from dataclasses import replace

from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.editing import EditRefused, asked, step_of


def place_field(definition: Definition, key: str, step_id: str, place: int) -> Definition:
    """The field in that step, with ``place`` fields before it; beyond the end is the end. Raises EditRefused."""
    field = asked(definition, key)
    steps = tuple(
        replace(step, fields=tuple(one for one in step.fields if one.key != key)) for step in definition.steps
    )
    return insert_field(replace(definition, steps=steps), field, step_id, place)


def insert_field(definition: Definition, field: Field, step_id: str, place: int) -> Definition:
    """A field that the form does not have yet, in that step at that place. Raises EditRefused."""
    if definition.find(field.key) is not None:
        raise EditRefused(f"The form asks “{field.label}” already.")
    step_of(definition, step_id)
    return replace(
        definition,
        steps=tuple(
            replace(step, fields=(*step.fields[:place], field, *step.fields[place:])) if step.id == step_id else step
            for step in definition.steps
        ),
    )
