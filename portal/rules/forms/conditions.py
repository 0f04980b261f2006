"""What is wrong with the conditions of a form; none of it may be saved (B12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.rules.forms.definition import Definition, Field, Step
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
    fields = {field.key: field for field in definition.fields()}
    asked: dict[str, Field] = {}
    faults: list[str] = []
    for number, step in enumerate(definition.steps, 1):
        if step.show_if is not None:
            faults.extend(_faults(Asker(step_name(step, number)), step.show_if, fields, asked))
        for item in step.fields:
            if item.show_if is not None:
                faults.extend(_faults(Asker(f"“{item.label}”", item.key), item.show_if, fields, asked))
            if item.asks:
                asked[item.key] = item
    return tuple(dict.fromkeys(faults))


@dataclass(frozen=True)
class Asker:
    """Whose condition it is, as the beginning of a sentence; a step has no key."""

    name: str
    key: str = ""


def step_name(step: Step, number: int) -> str:
    """``Step 2 (“Your plans”)``, at the beginning of a sentence."""
    return f"Step {number} (“{step.title}”)" if step.title else f"Step {number}"


def dependents(definition: Definition, key: str) -> tuple[Field, ...]:
    """What is shown by conditions that look at the key, in the order of the form."""
    return tuple(item for item in definition.items() if item.show_if is not None and key in keys_of(item.show_if))


def dependent_steps(definition: Definition, key: str) -> tuple[Step, ...]:
    """The steps whose conditions look at the key."""
    return tuple(step for step in definition.steps if step.show_if is not None and key in keys_of(step.show_if))


def _faults(
    asker: Asker, condition: Condition, fields: Mapping[str, Field], asked: Mapping[str, Field]
) -> Iterator[str]:
    """``asked`` are the questions before it."""
    try:
        condition_from_json(condition_to_json(condition))
    except ConditionError as fault:
        yield f"{asker.name}: {fault}"
        return
    for test in tests_of(condition):
        other = fields.get(test.key)
        if other is None:
            yield f"{asker.name} depends on “{test.key}”, which this form does not ask."
        elif test.key not in asked:
            yield _order_fault(asker, other, fields)
        else:
            yield from (f"{asker.name} {fault}" for fault in _test_faults(test, other))


def _order_fault(asker: Asker, other: Field, fields: Mapping[str, Field]) -> str:
    if asker.key == other.key:
        return f"{asker.name} depends on itself."
    if asker.key and _reaches(other.key, asker.key, fields):
        return f"{asker.name} and “{other.label}” wait for each other; neither could ever be shown."
    if not asker.key:
        return f"{asker.name} depends on “{other.label}”, which is not asked in a step before it."
    return f"{asker.name} depends on “{other.label}”, which comes after it: move it below."


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
