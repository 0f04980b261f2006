"""What a criterion can compare, by the type of its key, and its value as it is typed in the editor."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Key, TypeName
from portal.rules.questions.logic import Operator, TestValue
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.registry import of

LABELS: Mapping[Operator, str] = {
    Operator.COMPLETE: "is given",
    Operator.GTE: "is at least",
    Operator.LTE: "is at most",
    Operator.GT: "is more than",
    Operator.LT: "is less than",
    Operator.BETWEEN: "is between (two values)",
    Operator.ONE_OF: "is one of",
    Operator.NONE_OF: "is none of",
    Operator.EQ: "is",
    Operator.NE: "is not",
    Operator.CONTAINS: "contains",
    Operator.BEFORE: "is before",
    Operator.AFTER: "is after",
}
"""In the order in which they are offered. "Is answered" and "is empty" are left to forms: agreements say "is given"."""

TAKES_NOTHING = frozenset({Operator.COMPLETE})
TAKES_SEVERAL = frozenset({Operator.ONE_OF, Operator.NONE_OF})
PICKED = frozenset({TypeName.CHOICE, TypeName.CHOICES})
"""Types whose values are ticked from the key's options."""
_ONE = {Operator.EQ, Operator.NE, Operator.CONTAINS}
_AS_TYPED = frozenset({TypeName.TEXT, TypeName.LONG_TEXT, TypeName.EMAIL, TypeName.PHONE, TypeName.URL})
MAX_VALUES = 200
MAX_LENGTH = 200


class NotAValue(Exception):
    """What was typed cannot be compared with; the text is a sentence for the field."""


def offered(key: Key) -> tuple[tuple[Operator, str], ...]:
    """The comparisons that make sense for the key, with their words. Choices need one way only: one of, none of."""
    fitting = of(key.type).operators | {Operator.COMPLETE}
    if key.type in PICKED or key.type is TypeName.COUNTRY:
        fitting -= _ONE
    return tuple((op, words) for op, words in LABELS.items() if op in fitting)


def value_of(key: Key, op: Operator, typed: Sequence[str]) -> TestValue:
    """The value to compare with. ``typed`` are the boxes ticked, or the lines typed. Raises NotAValue."""
    if op in TAKES_NOTHING:
        return None
    given = [line for line in map(one_line, typed) if line]
    if not given:
        raise NotAValue("Choose at least one value." if key.type in PICKED else "Enter a value to compare with.")
    if op is Operator.BETWEEN:
        return _span(key, given)
    if op in TAKES_SEVERAL:
        return _several(key, given)
    if len(given) > 1:
        raise NotAValue(f"“{LABELS[op]}” compares with one value.")
    return _one(key, given[0])


def typed_of(value: TestValue) -> tuple[str, ...]:
    """The value as it would be typed: ``value_of`` gives it back."""
    parts = value if isinstance(value, tuple) else () if value is None else (value,)
    return tuple(_text(part) for part in parts)


def _span(key: Key, given: list[str]) -> TestValue:
    if len(given) != 2:
        raise NotAValue("Enter a lowest and a highest value.")
    low, high = _one(key, given[0]), _one(key, given[1])
    if isinstance(low, str) and isinstance(high, str) and low <= high:
        return (low, high)
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low <= high:
        return (low, high)
    raise NotAValue("Enter the lowest value first, then the highest.")


def _several(key: Key, given: list[str]) -> TestValue:
    if len(given) > MAX_VALUES:
        raise NotAValue(f"Compare with at most {MAX_VALUES} values.")
    values = tuple(dict.fromkeys(_one(key, text) for text in given))
    texts = tuple(value for value in values if isinstance(value, str))
    return texts or tuple(value for value in values if isinstance(value, Decimal))


def _one(key: Key, text: str) -> str | bool | Decimal:
    if len(text) > MAX_LENGTH:
        raise NotAValue(f"Shorten this to {MAX_LENGTH} characters or fewer.")
    if key.type in PICKED:
        return _option(key, text)
    if key.type in _AS_TYPED:
        return text
    try:
        return _comparable(of(key.type).read([text], key, ReadingContext()))
    except Unreadable as refusal:
        raise NotAValue(f"{refusal.message}.") from refusal


def _option(key: Key, text: str) -> str:
    """Retired options too: old answers still hold them."""
    if text not in {option.id for option in key.options}:
        raise NotAValue("Choose from the options of the key.")
    return text


def _comparable(value: Value) -> str | bool | Decimal:
    match value:
        case bool() | str():
            return value
        case date():
            return value.isoformat()
        case int() | Decimal():
            return Decimal(value)
        case tuple():
            raise NotAValue("Choose one value.")


def _text(part: str | bool | int | Decimal) -> str:
    if isinstance(part, bool):
        return "yes" if part else "no"
    return part if isinstance(part, str) else f"{Decimal(part).normalize():f}"
