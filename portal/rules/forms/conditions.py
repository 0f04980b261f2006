"""What is wrong with the conditions of a form; none of it may be saved (B12)."""

from collections.abc import Iterator, Mapping

from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.logic import (
    Condition,
    ConditionError,
    Operator,
    Test,
    condition_from_json,
    condition_to_json,
    keys_of,
    tests_of,
)
from portal.rules.questions.types.registry import TYPES


def condition_faults(definition: Definition) -> tuple[str, ...]:
    """Unknown, later or circular questions, comparisons that a type does not allow, values that no answer can have."""
    places = {field.key: place for place, field in enumerate(definition.fields())}
    fields = {field.key: field for field in definition.fields()}
    faults = [
        fault
        for field in definition.fields()
        if field.show_if is not None
        for fault in _field_faults(field, field.show_if, fields, places)
    ]
    return tuple(dict.fromkeys(faults))


def dependents(definition: Definition, key: str) -> tuple[Field, ...]:
    """The fields whose conditions look at the key, in the order asked."""
    return tuple(field for field in definition.fields() if field.show_if is not None and key in keys_of(field.show_if))


def _field_faults(
    field: Field, condition: Condition, fields: Mapping[str, Field], places: Mapping[str, int]
) -> Iterator[str]:
    try:
        condition_from_json(condition_to_json(condition))
    except ConditionError as fault:
        yield f"“{field.label}”: {fault}"
        return
    for test in tests_of(condition):
        other = fields.get(test.key)
        if other is None:
            yield f"“{field.label}” depends on “{test.key}”, which this form does not ask."
        elif places[test.key] >= places[field.key]:
            yield _order_fault(field, other, fields)
        else:
            yield from (f"“{field.label}” {fault}" for fault in _test_faults(test, other))


def _order_fault(field: Field, other: Field, fields: Mapping[str, Field]) -> str:
    if field.key == other.key:
        return f"“{field.label}” depends on itself."
    if _reaches(other.key, field.key, fields):
        return f"“{field.label}” and “{other.label}” wait for each other; neither could ever be shown."
    return f"“{field.label}” depends on “{other.label}”, which comes after it: move it below."


def _reaches(start: str, goal: str, fields: Mapping[str, Field]) -> bool:
    """Whether ``start`` depends on ``goal``, directly or through others."""
    waiting, seen = [start], set[str]()
    while waiting:
        key = waiting.pop()
        condition = fields[key].show_if if key in fields else None
        if key in seen or condition is None:
            continue
        seen.add(key)
        if goal in keys_of(condition):
            return True
        waiting.extend(keys_of(condition))
    return False


def _test_faults(test: Test, other: Field) -> Iterator[str]:
    """The rest of a sentence that begins with the dependent field."""
    kind = TYPES[other.type]
    if not kind.conditionable or test.op not in kind.operators or test.op is Operator.COMPLETE:
        yield f"compares “{other.label}” in a way that its type ({kind.title.lower()}) does not allow."
        return
    operands = test.value if isinstance(test.value, tuple) else () if test.value is None else (test.value,)
    for operand in operands:
        if not kind.comparable(operand, other):
            what = "option" if kind.has_options else "answer"
            yield f"compares “{other.label}” with “{operand}”, which is no possible {what}."
    if test.op is Operator.BETWEEN and len(operands) == 2 and str(operands[0]) != str(operands[1]):
        yield from _range_faults(test, other)


def _range_faults(test: Test, other: Field) -> Iterator[str]:
    ends = test.value if isinstance(test.value, tuple) else ()
    if ends != tuple(sorted(ends)):  # of one sort: a mixture was refused above
        yield f"compares “{other.label}” with a range whose end is below its beginning."
