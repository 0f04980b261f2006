"""The one condition evaluator: a closed vocabulary over typed answers, the same in Python and in the browser.

``static/js/form-logic.js`` is the browser's copy; ``tests/rule_vectors.json`` binds both. A comparison with nothing
(blank, not shown, "I don't know yet", purged, or no answer at all) holds for ``is_empty``, ``ne`` and ``none_of`` and
for no other operator, so that ``ne``, ``none_of`` and ``is_empty`` are the exact opposites of ``eq``, ``one_of`` and
``is_answered``. 0, "no" and False are answers. Texts compare without regard to case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from portal.rules.canonical import Json
from portal.rules.questions import comparing
from portal.rules.questions.answer import Answer, Answers, Value
from portal.rules.questions.compared import Compared, compared_from_json, compared_to_json, usable
from portal.rules.questions.comparing import Comparison


class Operator(StrEnum):
    """Every comparison a condition or a criterion can make (P4). ``complete`` belongs to agreements only."""

    EQ = "eq"
    NE = "ne"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    IS_EMPTY = "is_empty"
    IS_ANSWERED = "is_answered"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    COMPLETE = "complete"


TestValue: TypeAlias = Compared
"""A text, yes or no, a number, or a list of texts or numbers; a date is its ISO text."""


@dataclass(frozen=True)
class Test:
    """One comparison of a key's answer with a value."""

    __test__: ClassVar[bool] = False  # pytest: not a test case

    key: str
    op: Operator
    value: TestValue = None


@dataclass(frozen=True)
class All:
    """Every part holds; an empty group holds."""

    all: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class Any:
    """At least one part holds; an empty group does not."""

    any: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    negated: "Condition"


Condition: TypeAlias = Test | All | Any | Not


def evaluate(condition: Condition, answers: Answers) -> bool:
    """Whether the condition holds over the answers; a key without an answer counts as unanswered."""
    match condition:
        case Test():
            return test_holds(condition, answers.get(condition.key))
        case All(parts):
            return all(evaluate(part, answers) for part in parts)
        case Any(parts):
            return any(evaluate(part, answers) for part in parts)
        case Not(part):
            return not evaluate(part, answers)


def tests_of(condition: Condition) -> tuple[Test, ...]:
    """Every comparison in the condition, in reading order."""
    match condition:
        case Test():
            return (condition,)
        case All(parts) | Any(parts):
            return tuple(test for part in parts for test in tests_of(part))
        case Not(part):
            return tests_of(part)


def keys_of(condition: Condition) -> frozenset[str]:
    """The keys whose answers the condition looks at."""
    return frozenset(test.key for test in tests_of(condition))


def test_holds(test: Test, answer: Answer | None) -> bool:
    """Whether one comparison holds; never raises, whatever the value."""
    value = answer.value if answer is not None and answer.answered else None
    opposite = _OPPOSITES.get(test.op)
    return _matches(test.op, value, test.value) if opposite is None else not _matches(opposite, value, test.value)


def _matches(op: Operator, value: Value | None, expected: TestValue) -> bool:
    check = _CHECKS.get(op)
    return value is not None and check is not None and check(value, expected)


_OPPOSITES: Mapping[Operator, Operator] = {
    Operator.NE: Operator.EQ,
    Operator.NONE_OF: Operator.ONE_OF,
    Operator.IS_EMPTY: Operator.IS_ANSWERED,
}

_CHECKS: Mapping[Operator, Comparison] = {
    Operator.EQ: comparing.same,
    Operator.ONE_OF: comparing.among,
    Operator.CONTAINS: comparing.contains,
    Operator.IS_ANSWERED: comparing.given,
    Operator.COMPLETE: comparing.given,
    Operator.LT: comparing.ordering(-1),
    Operator.LTE: comparing.ordering(-1, 0),
    Operator.GT: comparing.ordering(1),
    Operator.GTE: comparing.ordering(0, 1),
    Operator.BETWEEN: comparing.between,
    Operator.BEFORE: comparing.ordering(-1),
    Operator.AFTER: comparing.ordering(1),
}


class ConditionError(ValueError):
    """A document that is not a condition; the text says why, in words."""


MAX_GROUPS = 2
MAX_PARTS = 50
_OPERATORS: Mapping[str, Operator] = {operator.value: operator for operator in Operator}
_NO_VALUE = frozenset({Operator.IS_EMPTY, Operator.IS_ANSWERED, Operator.COMPLETE})
_LISTS = frozenset({Operator.ONE_OF, Operator.NONE_OF, Operator.BETWEEN})


def condition_to_json(condition: Condition) -> Json:
    """``{"all": […]}``, ``{"any": […]}``, ``{"not": …}`` or ``{"key", "op", "value"}``."""
    match condition:
        case All(parts):
            return {"all": [condition_to_json(part) for part in parts]}
        case Any(parts):
            return {"any": [condition_to_json(part) for part in parts]}
        case Not(part):
            return {"not": condition_to_json(part)}
        case Test(key, op, value):
            plain: dict[str, Json] = {"key": key, "op": op.value}
            return plain if value is None else plain | {"value": compared_to_json(value)}


def condition_from_json(document: object, *, groups: int = MAX_GROUPS, negatable: bool = True) -> Condition:
    """The condition of a document. Raises ConditionError; groups nest at most two deep, "not" holds no "not"."""
    if not isinstance(document, Mapping):
        raise ConditionError("A condition must be an object with all, any, not, or a key and an operator.")
    names = set(document)
    if names == {"not"}:
        if not negatable:
            raise ConditionError("“Not” directly inside “not” says nothing: remove both.")
        return Not(condition_from_json(document["not"], groups=groups, negatable=False))
    if names in ({"all"}, {"any"}):
        parts = _parts_from_json(next(iter(document.values())), groups)
        return All(parts) if "all" in names else Any(parts)
    return _test_from_json(document, names)


def _parts_from_json(listed: object, groups: int) -> tuple[Condition, ...]:
    if groups == 0:
        raise ConditionError("Groups of conditions can be two levels deep, not three.")
    if not isinstance(listed, Sequence) or isinstance(listed, str) or len(listed) > MAX_PARTS:
        raise ConditionError(f"A group holds a list of at most {MAX_PARTS} conditions.")
    return tuple(condition_from_json(part, groups=groups - 1) for part in listed)


def _test_from_json(document: Mapping[str, object], names: set[str]) -> Test:
    if not {"key", "op"} <= names <= {"key", "op", "value"}:
        raise ConditionError("A condition has a key, an operator and, where the operator needs one, a value.")
    key, op = document["key"], document["op"]
    if not isinstance(key, str) or not key or not usable(key):
        raise ConditionError("A condition must name the question that it looks at.")
    operator = _OPERATORS.get(op) if isinstance(op, str) else None
    if operator is None:
        raise ConditionError(f"“{str(op)[:40]}” is not a comparison.")
    return Test(key, operator, _value_for(operator, document.get("value")))


def _value_for(op: Operator, document: object) -> TestValue:
    if op in _NO_VALUE:
        if document is not None:
            raise ConditionError(f"The comparison {op} takes no value.")
        return None
    value = compared_from_json(document)
    if value is None or isinstance(value, tuple) is not (op in _LISTS):
        raise ConditionError(f"The comparison {op} needs {'a list of values' if op in _LISTS else 'one value'}.")
    if op is Operator.BETWEEN and (not isinstance(value, tuple) or len(value) != 2):
        raise ConditionError("The comparison between needs a lowest and a highest value.")
    return value
