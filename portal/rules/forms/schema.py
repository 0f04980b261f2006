"""The JSON Schema of a form's file, drawn from the same type hints that read it."""

from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from portal.rules.canonical import Json
from portal.rules.forms.definition import Definition
from portal.rules.questions.logic import Operator

FORMAT, VERSION = "baton_form", 1
CONDITIONS = frozenset({"show_if"})
"""Names whose value is a condition, which is written in a form of its own."""
_PLAIN: dict[type, str] = {str: "string", bool: "boolean", int: "integer", Decimal: "number"}


def schema_of(address: str) -> dict[str, Json]:
    """The whole schema; ``address`` is where it is served."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "A form of Baton",
        "type": "object",
        "required": [FORMAT, "definition"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            FORMAT: {"const": VERSION},
            "name": {"type": "string", "maxLength": 120},
            "definition": _object(Definition),
        },
        "$defs": {"condition": _condition()},
    }


def _object(kind: type[Any]) -> dict[str, Json]:
    hints = get_type_hints(kind)
    return {
        "type": "object",
        "required": [field.name for field in fields(kind) if _needed(field)],
        "additionalProperties": False,
        "properties": {
            field.name: _or_null({"$ref": "#/$defs/condition"}) if field.name in CONDITIONS else _of(hints[field.name])
            for field in fields(kind)
        },
    }


def _of(hint: Any) -> dict[str, Json]:
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [member.value for member in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        return _object(hint)
    parts = get_args(hint)
    if NoneType in parts:
        return _or_null(_of(next(part for part in parts if part is not NoneType)))
    return {"type": "array", "items": _of(parts[0])}


def _or_null(schema: dict[str, Json]) -> dict[str, Json]:
    return {"anyOf": [schema, {"type": "null"}]}


def _needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _condition() -> dict[str, Json]:
    """All, any, not, or one comparison; groups nest two deep at most, which the reader checks."""
    again: dict[str, Json] = {"$ref": "#/$defs/condition"}
    several: dict[str, Json] = {"type": "array", "items": again}
    one: dict[str, Json] = {
        "type": "object",
        "required": ["key", "op"],
        "additionalProperties": False,
        "properties": {"key": {"type": "string"}, "op": {"enum": [op.value for op in Operator]}, "value": {}},
    }
    return {"anyOf": [_only("all", several), _only("any", several), _only("not", again), one]}


def _only(name: str, schema: dict[str, Json]) -> dict[str, Json]:
    return {"type": "object", "required": [name], "additionalProperties": False, "properties": {name: schema}}
