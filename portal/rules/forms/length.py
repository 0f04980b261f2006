"""How long a form takes to fill in, so that its length can be argued about (S12).

A model, not a measurement: the Keystroke-Level Model of Card, Moran and Newell (CACM 23:7, 1980) for the acts, with
its times for an average typist, and 238 words a minute for reading (Brysbaert, J. of Memory and Language 109, 2019).
"""

from collections.abc import Mapping

from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.choice import offered

_KEYSTROKE = 0.28
_POINT_AND_CLICK = 1.2
_TO_OR_FROM_KEYBOARD = 0.4
_THINK = 1.35
_READ_WORD = 60 / 238

_LETTERS: Mapping[TypeName, int] = {
    TypeName.TEXT: 12,
    TypeName.LONG_TEXT: 120,
    TypeName.EMAIL: 24,
    TypeName.PHONE: 12,
    TypeName.WHOLE: 4,
    TypeName.DECIMAL: 5,
    TypeName.MONEY: 6,
    TypeName.COUNTRY: 5,
    TypeName.DATE: 8,
    TypeName.URL: 20,
}
"""Letters typed in a usual answer, our assumption; types that are not here are answered with the pointer."""

_CLICKS: Mapping[TypeName, int] = {TypeName.CHOICES: 2, TypeName.FILE: 4}


def estimate_seconds(definition: Definition) -> int:
    """Seconds to answer every question of the form, the conditional and optional ones too."""
    return round(sum(field_seconds(field) for field in definition.fields() if field.is_seen))


def field_seconds(field: Field) -> float:
    """Seconds to read and answer one question."""
    words = len(f"{field.label} {field.help}".split()) + sum(
        len(option.label.split()) for option in offered(field.options)
    )
    return words * _READ_WORD + _THINK + _answering(field.type)


def _answering(type_name: TypeName) -> float:
    letters = _LETTERS.get(type_name)
    if letters is None:
        return _CLICKS.get(type_name, 1) * _POINT_AND_CLICK
    return _TO_OR_FROM_KEYBOARD + (letters + 1) * _KEYSTROKE


def question_count(definition: Definition) -> int:
    """How many questions the form can ask."""
    return sum(1 for field in definition.fields() if field.is_seen)
