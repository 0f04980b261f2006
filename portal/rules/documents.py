"""Values as JSON documents and back, led by the type hints of the frozen dataclasses.

Our own lines instead of pydantic: that costs 0.1 s and 21 MB in every process, reads ``Decimal`` back as text where
text is also allowed, and names faults in words that are not for marketing. Every value has one written form: a number
is a JSON number of at most fifteen digits, a date is ISO text.
"""

import json
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from portal.rules.canonical import Json, canonical
from portal.rules.later import is_silent
from portal.rules.questions.numbers import number_from_json, number_to_json

T = TypeVar("T")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Fault:
    """What is wrong and where: ``where`` is a path into the document (``keys[2].level``), ``message`` a sentence."""

    where: str
    message: str


class DocumentError(ValueError):
    """The document does not hold such a value; every fault is listed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.message}" for fault in faults))
        self.faults = faults


_Read: TypeAlias = Callable[[object, str, list[Fault]], object]


def to_text(value: object) -> str:
    """The canonical JSON text of a value made of dataclasses, tuples, enums, numbers, dates and text."""
    return canonical(to_document(value))


def to_document(value: object) -> Json:
    """The value as a JSON document. Raises TypeError for a kind of value that has no written form."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return number_to_json(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_document(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_document(getattr(value, field.name)) for field in fields(value) if _speaks(field, value)}
    raise TypeError(f"{type(value).__name__} has no written form")


def _speaks(field: Field[object], value: object) -> bool:
    return not is_silent(field.metadata, getattr(value, field.name), field.default)


def from_text(kind: type[T], text: str) -> T:
    """The value of that kind that the JSON text holds. Raises ``DocumentError`` with every fault."""
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
        return from_document(kind, document)
    except DocumentError:
        raise
    except ValueError:
        raise DocumentError((Fault("", "This is not valid JSON."),)) from None
    except RecursionError:
        raise DocumentError((Fault("", "This is nested too deeply."),)) from None


def from_document(kind: type[T], document: object) -> T:
    """The value of that kind that the parsed document holds. Raises ``DocumentError`` with every fault."""
    faults: list[Fault] = []
    value = _reader(cast("Hashable", kind))(document, "", faults)  # mypy sees the class's own __hash__
    if faults or not isinstance(value, kind):
        raise DocumentError(tuple(faults))
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


@cache
def _reader(hint: Hashable) -> _Read:
    """The reader for a type hint; built once per hint, at first use."""
    origin = get_origin(hint)
    if origin is tuple:
        return _sequence(_reader(get_args(hint)[0]))
    if origin in (Union, UnionType):
        return _union(get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint)
    return _PLAIN[hint]


def _record(kind: type) -> _Read:
    @cache
    def parts() -> dict[str, tuple[Field[object], _Read]]:
        hints = get_type_hints(kind)  # only now: the hint may name a type that names this one
        return {field.name: (field, _reader(hints[field.name])) for field in fields(kind)}

    def read(value: object, where: str, faults: list[Fault]) -> object:
        if not isinstance(value, Mapping):
            return _fault(where, "must be an object", faults)
        before = len(faults)
        for name in sorted(set(map(str, value)) - set(parts())):
            _fault(_inside(where, name), "is not known here", faults)
        given: dict[str, object] = {}
        for name, (field, reader) in parts().items():
            if name in value:
                given[name] = reader(value[name], _inside(where, name), faults)
            elif field.default is MISSING and field.default_factory is MISSING:
                _fault(_inside(where, name), "is missing", faults)
        return kind(**given) if len(faults) == before else None

    return read


def _sequence(part: _Read) -> _Read:
    def read(value: object, where: str, faults: list[Fault]) -> object:
        if not isinstance(value, list | tuple):
            return _fault(where, "must be a list", faults)
        return tuple(part(item, f"{where}[{index}]", faults) for index, item in enumerate(value))

    return read


def _choice(kind: type[StrEnum]) -> _Read:
    values = {str(member): member for member in kind}

    def read(value: object, where: str, faults: list[Fault]) -> object:
        if isinstance(value, str) and value in values:
            return values[value]
        return _fault(where, f"must be one of {', '.join(values)}", faults)

    return read


def _union(hints: tuple[object, ...]) -> _Read:
    """The member is told by the JSON kind of the value, an object by the names it carries."""
    records = [hint for hint in hints if isinstance(hint, type) and is_dataclass(hint)]

    def read(value: object, where: str, faults: list[Fault]) -> object:
        if isinstance(value, Mapping):
            return _reader(_best_record(records, value))(value, where, faults) if records else _none(where, faults)
        for hint in hints:
            trial: list[Fault] = []
            found = _reader(hint)(value, where, trial)
            if not trial:
                return found
        return _none(where, faults)

    return read


def _best_record(records: list[type], value: Mapping[object, object]) -> type:
    return max(records, key=lambda record: len({field.name for field in fields(record)} & set(value)))


def _text(value: object, where: str, faults: list[Fault]) -> object:
    if not isinstance(value, str):
        return _fault(where, "must be text", faults)
    return _fault(where, "holds a character that cannot be stored", faults) if _UNSTORABLE.search(value) else value


def _truth(value: object, where: str, faults: list[Fault]) -> object:
    return value if isinstance(value, bool) else _fault(where, "must be true or false", faults)


def _whole(value: object, where: str, faults: list[Fault]) -> object:
    number = number_from_json(value)
    return number if isinstance(number, int) else _fault(where, "must be a whole number", faults)


def _decimal(value: object, where: str, faults: list[Fault]) -> object:
    number = number_from_json(value)
    if number is None:
        return _fault(where, "must be a number of at most 15 digits", faults)
    return Decimal(number)


def _date(value: object, where: str, faults: list[Fault]) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _fault(where, "must be a date", faults)
    except ValueError:
        return _fault(where, "must be a date like 2026-03-31", faults)


def _nothing(value: object, where: str, faults: list[Fault]) -> object:
    return None if value is None else _fault(where, "must be empty", faults)


_PLAIN: dict[object, _Read] = {
    str: _text, bool: _truth, int: _whole, Decimal: _decimal, date: _date, NoneType: _nothing,
}  # fmt: skip


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _none(where: str, faults: list[Fault]) -> object:
    return _fault(where, "has a value of a kind that is not known here", faults)


def _fault(where: str, message: str, faults: list[Fault]) -> object:
    """Note the fault and read nothing."""
    faults.append(Fault(where, message))
    return None
