"""Answers as typed in one language, written as another one has them: 1.234,5 in German is 1,234.5 in English."""

from collections.abc import Sequence

from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.reading import Posted
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.registry import TYPES

_NUMBERS = frozenset({TypeName.WHOLE, TypeName.DECIMAL, TypeName.MONEY})


def respoken(definition: Definition, posted: Posted, was: str) -> Posted:
    """The post, typed in the language ``was``, as the form's language has it. What is no number stays as typed."""
    if was in {"", definition.locale}:
        return posted
    numbers = {field.key: field for field in definition.fields() if field.type in _NUMBERS}
    return {
        name: _written(numbers[name], texts, was, definition.locale) if name in numbers else texts
        for name, texts in posted.items()
    }


def _written(field: Field, texts: Sequence[str], was: str, now: str) -> Sequence[str]:
    kind = TYPES[field.type]
    try:
        value = kind.read(texts, field, ReadingContext(was))
    except Unreadable as fault:  # of a number beyond the limits the value is known
        if fault.value is None:
            return texts
        value = fault.value
    return kind.posted(value, now)
