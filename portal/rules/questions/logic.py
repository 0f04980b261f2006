"""The one condition evaluator: a closed vocabulary over typed answers, the same in Python and in the browser."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


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


TestValue: TypeAlias = None | str | bool | int | Decimal | tuple[str, ...] | tuple[Decimal, ...]


@dataclass(frozen=True)
class Test:
    """One comparison of a key's answer with a value."""

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
