"""How one answered value compares with an expected one. Values of different sorts are never equal and have no order."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Comparison: TypeAlias = Callable[[object, object], bool]
"""(the answered value, what it is compared with) → whether it holds; never raises."""

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fold(text: str) -> str:
    """Text as comparisons see it: small letters, one by one, so that no letter depends on its neighbours."""
    return text.lower() if text.isascii() else "".join(map(str.lower, text)).replace("ς", "σ")


def same(value: object, expected: object) -> bool:
    """Equal; choices are when exactly the expected ones were taken."""
    if isinstance(value, tuple):
        return _parts(value) == _parts(expected)
    left = _comparable(value)
    return left is not None and left == _comparable(expected)


def among(value: object, expected: object) -> bool:
    """One of the expected; for choices, at least one of those taken is."""
    return bool(_parts(value) & _parts(expected))


def contains(value: object, expected: object) -> bool:
    """The choice is among those taken; the text has the expected text in it."""
    if isinstance(value, tuple):
        return among(value, expected)
    return isinstance(value, str) and isinstance(expected, str) and expected != "" and fold(expected) in fold(value)


def between(value: object, expected: object) -> bool:
    """Within the two ends, which belong to the range."""
    if not isinstance(expected, tuple) or len(expected) != 2:
        return False
    return _compare(value, expected[0]) in {0, 1} and _compare(value, expected[1]) in {0, -1}


def ordering(*results: int) -> Comparison:
    """A comparison that holds when the order is one of ``results``: -1 below, 0 equal, 1 above."""
    return lambda value, expected: _compare(value, expected) in results


def given(_value: object, _expected: object) -> bool:
    """Any answered value will do."""
    return True


def _compare(value: object, expected: object) -> int | None:
    left, right = _ordered(value), _bound(expected)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return (left > right) - (left < right)
    return None


def _ordered(value: object) -> Decimal | str | None:
    """What can be put in order: a number, or a date as ISO text."""
    return value.isoformat()[:10] if isinstance(value, date) else _number(value)


def _bound(expected: object) -> Decimal | str | None:
    if isinstance(expected, str):
        return expected if _ISO_DAY.fullmatch(expected) else None
    return _number(expected)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def _comparable(value: object) -> object:
    """A stand-in whose equality is ours: yes is not 1, case does not count, dates are ISO text, choices are a set."""
    match value:
        case bool():
            return ("yes_no", value)
        case str():
            return fold(value)
        case date():
            return value.isoformat()[:10]
        case tuple():
            return frozenset(_comparable(part) for part in value)
    return _number(value)


def _parts(value: object) -> frozenset[object]:
    return frozenset(_comparable(part) for part in (value if isinstance(value, tuple) else (value,))) - {None}
