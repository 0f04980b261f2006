"""Answers as typed rows, and back."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from portal.models.intake.answer import AnswerRow
from portal.rules.forms.definition import Definition
from portal.rules.questions.answer import Answer, AnswerState, Value
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import Column
from portal.rules.questions.types.registry import TYPES

INDEXED_TEXT = 200
_WHOLE = frozenset({TypeName.WHOLE, TypeName.RATING})
_NOTHING = dict.fromkeys(("text", "long_text", "number", "day", "flag", "choices"))


def rows_of(definition: Definition, answers: Mapping[str, Answer]) -> Iterator[dict[str, Any]]:
    """One row per field of the form, in its order, for a bulk insert; the submission's id is still to come."""
    for field in definition.fields():
        answer = answers[field.key]
        row: dict[str, Any] = {"key": field.key, "state": answer.state, **_NOTHING}
        if answer.answered and answer.value is not None:
            row.update(_column(TYPES[field.type].column, answer.value))
            row.update({"long_text": answer.own} if answer.own else {})
        yield row


def answer_of(row: AnswerRow, type_name: TypeName) -> Answer:
    """The stored answer as a value."""
    if row.state is not AnswerState.ANSWERED:
        return Answer(row.key, row.state)
    return Answer(row.key, row.state, _value(row, type_name), own=row.own_words)


def _column(column: Column, value: Value) -> dict[str, Any]:
    match column:
        case Column.TEXT:
            return {"text" if len(str(value)) <= INDEXED_TEXT else "long_text": str(value)}
        case Column.NUMBER:
            return {"number": value}
        case Column.DATE:
            return {"day": value}
        case Column.BOOLEAN:
            return {"flag": value}
        case Column.CHOICES:
            return {"choices": list(value) if isinstance(value, tuple) else [value]}


def _value(row: AnswerRow, type_name: TypeName) -> Value | None:
    match TYPES[type_name].column:
        case Column.TEXT:
            return row.text if row.text is not None else row.long_text
        case Column.NUMBER:
            return _number(row.number, type_name)
        case Column.DATE:
            return row.day
        case Column.BOOLEAN:
            return row.flag
        case Column.CHOICES:
            return tuple(row.choices or ())


def _number(number: Decimal | None, type_name: TypeName) -> Value | None:
    """A whole number comes back as int, any other without the zeros that the column adds."""
    if number is None:
        return None
    return int(number) if type_name in _WHOLE else Decimal(f"{number.normalize():f}")
