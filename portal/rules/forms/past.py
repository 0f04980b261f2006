"""What visitors have seen binds what a form can become: types stay (B10), options stay readable (B11)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.key import Option
from portal.rules.questions.types.registry import TYPES


def past_faults(definition: Definition, published: Sequence[Definition]) -> Iterator[str]:
    """Questions that had another type when visitors saw them, by place. ``published`` are oldest first."""
    for number, step in enumerate(definition.steps, 1):
        for place, field in enumerate(step.fields, 1):
            before = _newest(field.key, published)
            if field.is_free and before is not None and before.type is not field.type:
                seen, now = TYPES[before.type].title.lower(), TYPES[field.type].title.lower()
                yield (
                    f"Step {number}, question {place}: “{field.label}” was published as {seen} and cannot become {now}."
                    " Give the new one another key."
                )


def with_past(definition: Definition, published: Sequence[Definition]) -> Definition:
    """The form with every option that visitors could once choose; those that it does not offer are retired."""
    steps = tuple(
        replace(step, fields=tuple(_readable(field, published) for field in step.fields)) for step in definition.steps
    )
    return replace(definition, steps=steps)


def _readable(field: Field, published: Sequence[Definition]) -> Field:
    if not field.is_free or not TYPES[field.type].has_options:
        return field
    known = {option.id for option in field.options}
    once: dict[str, Option] = {}
    for version in published:
        seen = version.find(field.key)
        once |= {option.id: option for option in (seen.options if seen else ()) if option.id not in known}
    return replace(field, options=(*field.options, *(replace(option, retired=True) for option in once.values())))


def _newest(key: str, published: Sequence[Definition]) -> Field | None:
    found = (version.find(key) for version in reversed(published))
    return next((field for field in found if field is not None), None)
