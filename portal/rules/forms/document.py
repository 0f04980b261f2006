"""Form definitions as canonical JSON text, and back. A condition is written as ``logic.condition_to_json`` has it."""

import json
import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import TypeAlias

from portal.rules.canonical import Json, canonical, digest
from portal.rules.documents import DocumentError, Fault, from_document, to_document
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.limits import MAX_DOCUMENT, limit_faults
from portal.rules.forms.structure import structure_faults
from portal.rules.questions.logic import Condition, ConditionError, condition_from_json, condition_to_json

__all__ = ["DefinitionError", "digest_of", "from_json", "structure_faults", "to_document_of", "to_json"]

_Conditions: TypeAlias = Mapping[tuple[int, int | None], Condition]
"""By number of the step and of the field in it; None is the step's own."""
_PLACE = re.compile(r"(steps|fields|options)\[(\d+)\]")
_LATER = frozenset[str]()
"""Names that came after the first forms were published; each has a plain default."""
_NOUNS: Mapping[str, str] = {"steps": "step", "fields": "question", "options": "option"}


class DefinitionError(ValueError):
    """The text holds no form definition; ``faults`` say why, in words."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def to_json(definition: Definition) -> str:
    """The canonical text, which is stored, hashed and exported."""
    return canonical(to_document_of(definition))


def to_document_of(definition: Definition) -> Json:
    """The definition as a JSON document."""
    document = _spoken(definition, to_document(replace(definition, steps=())))
    return {**document, "steps": [_step_document(step) for step in definition.steps]}


def digest_of(definition: Definition) -> str:
    """SHA-256 of the canonical text, as 64 hexadecimal characters."""
    return digest(to_json(definition))


def from_json(text: str) -> Definition:
    """The definition that the text holds, within the limits of size. Raises DefinitionError.

    A draft may still lack what ``structure_faults`` asks for.
    """
    document = _parsed(text)
    faults: list[str] = []
    conditions = dict(_conditions_out_of(document, faults))
    try:
        plain = from_document(Definition, document)
    except DocumentError as error:
        raise DefinitionError((*faults, *map(_in_words, error.faults))) from None
    faults.extend(limit_faults(plain))
    if faults:
        raise DefinitionError(tuple(faults))
    return _with_conditions(plain, conditions)


def _step_document(step: Step) -> Json:
    document = _spoken(step, to_document(replace(step, fields=(), show_if=None)))
    own = {} if step.show_if is None else {"show_if": condition_to_json(step.show_if)}
    return {**document, **own, "fields": [_field_document(field) for field in step.fields]}


def _field_document(field: Field) -> Json:
    document = _spoken(field, to_document(replace(field, show_if=None)))
    return {**document, "show_if": None if field.show_if is None else condition_to_json(field.show_if)}


def _spoken(value: Definition | Step | Field, document: Json) -> dict[str, Json]:
    """The document without the later names that hold their default: what was published before keeps its text."""
    parts = dict(document) if isinstance(document, Mapping) else {}
    for part in fields(value):
        if part.name in _LATER and getattr(value, part.name) == part.default:
            del parts[part.name]
    return parts


def _parsed(text: str) -> object:
    if len(text) > MAX_DOCUMENT:
        raise DefinitionError((f"A form holds at most {MAX_DOCUMENT:,} characters.",))
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise DefinitionError(("This is not valid JSON.",)) from None


def _conditions_out_of(document: object, faults: list[str]) -> Iterator[tuple[tuple[int, int | None], Condition]]:
    """Take every condition out of the parsed document, which is changed; they have a form of their own."""
    for (step, place), raw in _raw_parts(document):
        condition = raw.pop("show_if", None)
        if condition is None:
            continue
        try:
            yield (step, place), condition_from_json(condition)
        except (ConditionError, RecursionError) as error:
            faults.append(f"Step {step + 1}{'' if place is None else f', question {place + 1}'}: {error}")


def _raw_parts(document: object) -> Iterator[tuple[tuple[int, int | None], MutableMapping[str, object]]]:
    """Every step, and every field in it."""
    for step, raw in enumerate(_list_in(document, "steps")):
        if isinstance(raw, MutableMapping):
            yield (step, None), raw
        for place, field in enumerate(_list_in(raw, "fields")):
            if isinstance(field, MutableMapping):
                yield (step, place), field


def _list_in(document: object, name: str) -> list[object]:
    found = document.get(name) if isinstance(document, Mapping) else None
    return found if isinstance(found, list) else []


def _with_conditions(plain: Definition, conditions: _Conditions) -> Definition:
    return replace(
        plain,
        steps=tuple(
            replace(
                step,
                show_if=conditions.get((number, None)),
                fields=tuple(
                    replace(field, show_if=conditions.get((number, place))) for place, field in enumerate(step.fields)
                ),
            )
            for number, step in enumerate(plain.steps)
        ),
    )


def _in_words(fault: Fault) -> str:
    """``steps[1].fields[0].label`` is "Step 2, question 1, label"."""
    place = _PLACE.sub(lambda found: f"{_NOUNS[found[1]]} {int(found[2]) + 1}", fault.where[:200])
    where = place.replace(".", ", ") or "the form"
    return f"{where[:1].upper()}{where[1:]}: {fault.message.rstrip('.')}."
