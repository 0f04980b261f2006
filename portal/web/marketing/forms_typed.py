"""Saving what was typed into the settings of a field, with or without a further act on its options or its condition."""

from collections.abc import Callable
from typing import TypeAlias

from flask.typing import ResponseReturnValue

from portal.rules.forms import editing
from portal.rules.forms.definition import Definition, Field
from portal.services.forms import drafting, publishing
from portal.web.marketing.forms_building import (
    Inspected,
    act,
    builder,
    field_url,
    gone,
    is_fixed,
    open_form,
    pictures_of,
)
from portal.web.marketing.forms_field import posted_entry, read_entry

FieldEdit: TypeAlias = Callable[[Field], Field]


def same(field: Field) -> Field:
    """No further act."""
    return field


def save_typed(
    form_id: int,
    field_key: str,
    *,
    then: FieldEdit = same,
    whole: drafting.Edit | None = None,
    anchor: str = "",
    said: str = "",
) -> ResponseReturnValue:
    """Save the settings as posted, then the act on the field, then the one on the whole form. Whatever cannot be saved
    comes back with what was typed (422)."""
    form = open_form(form_id)
    definition = drafting.current(form)
    field = definition.find(field_key)
    if field is None:
        return gone(form, lambda now: editing.replace_field(now, editing.asked(now, field_key)))
    posted = posted_entry(definition, field, fixed=is_fixed(form, field), pictures=pictures_of(form, field))
    entry, read = read_entry(posted, publishing.published_options(form, field_key))
    if read is None:
        return builder(form, Inspected(field=entry)), 422
    change = _change(then(read), entry.step, whole)
    return act(form, change, to=field_url(form, field_key, anchor), said=said, shown=Inspected(field=entry))


def _change(field: Field, step_id: str, whole: drafting.Edit | None) -> drafting.Edit:
    """The field saved, brought to its step, and then the act on the whole form."""

    def change(now: Definition) -> Definition:
        saved = editing.replace_field(now, field)
        placed = editing.move_to_step(saved, field.key, step_id) if step_id else saved
        return placed if whole is None else whole(placed)

    return change
