"""What a form must mend before it can be published, whatever the agreement says."""

from collections import Counter
from collections.abc import Iterator

from portal.rules.forms.conditions import condition_faults
from portal.rules.forms.dead_ends import dead_ends
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.reading import FORM_TOKEN, SOURCE_NAMES
from portal.rules.forms.theme import faint_pairs
from portal.rules.questions.days import fixed
from portal.rules.questions.key import Settings, TypeName
from portal.rules.questions.library import EMAIL_KEY, option_faults
from portal.rules.questions.types.registry import TYPES

RESERVED = frozenset({*SOURCE_NAMES, FORM_TOKEN})
"""Names that a post carries beside its answers."""


def structure_faults(definition: Definition) -> tuple[str, ...]:
    """Every fault in words, in the order of the form; empty when the form can be shown, read and conditioned."""
    return tuple(dict.fromkeys([*_step_faults(definition), *_key_faults(definition), *_faults(definition)]))


def _faults(definition: Definition) -> Iterator[str]:
    for field in definition.items():
        yield from _field_faults(field)
    conditions = condition_faults(definition)
    yield from conditions or dead_ends(definition)
    yield from (faint.message for faint in faint_pairs(definition.theme))
    email = definition.find(EMAIL_KEY)
    if email is None or email.type is not TypeName.EMAIL:
        yield "The form must ask for the work email: it says who the lead is."


def _step_faults(definition: Definition) -> Iterator[str]:
    if not definition.page.title.strip():
        yield "Give the form a title."
    if not definition.steps:
        yield "The form has no step yet."
    several = len(definition.steps) > 1
    for number, step in enumerate(definition.steps, start=1):
        if not any(field.is_seen for field in step.fields):
            yield f"Step {number} has no question: add one or delete the step."
        if several and not step.title.strip():
            yield f"Give step {number} a title."
    for step_id, count in Counter(step.id for step in definition.steps).items():
        if count > 1:
            yield f"Two steps have the id “{step_id}”."


def _key_faults(definition: Definition) -> Iterator[str]:
    for key, count in Counter(field.key for field in definition.items()).items():
        if count > 1:
            yield f"“{key}” is asked {'twice' if count == 2 else f'{count} times'}: keep one of them."
        if key in RESERVED:
            yield f"“{key}” is a name that forms need for themselves: give the question another key."


def _field_faults(field: Field) -> Iterator[str]:
    if not field.label.strip():
        yield f"Give the question “{field.key}” a label."
    if TYPES[field.type].has_options:
        yield from (f"“{field.words}”: {fault}" for fault in option_faults(field.options))
    elif field.options:
        yield f"“{field.words}” has options, which its type ({TYPES[field.type].title.lower()}) does not use."
    if not field.is_free and any(option.own_words for option in field.options):
        yield f"“{field.words}” comes from the library: no option of it can ask for words of their own."
    if field.required and not field.is_seen:
        yield f"“{field.words}” cannot be required: nobody is asked for it."
    low, high = field.settings.minimum, field.settings.maximum
    if low is not None and high is not None and low > high:
        yield f"“{field.words}”: the least ({low}) is above the most ({high})."
    yield from (f"“{field.words}”: {fault}" for fault in _contradictions(field.settings))


def _contradictions(settings: Settings) -> Iterator[str]:
    if settings.min_length and settings.max_length and settings.min_length > settings.max_length:
        yield "the shortest answer is longer than the longest."
    first, last = fixed(settings.earliest), fixed(settings.latest)
    if first is not None and last is not None and first > last:
        yield "the earliest day comes after the latest."
