"""Criteria and conditions in words, for everybody who has to agree to them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from portal.rules.agreement.terms import AllOf, AnyOf, Criterion, Node, NoneOf
from portal.rules.questions.answer import Answer, AnswerState, Value
from portal.rules.questions.key import Key, TypeName
from portal.rules.questions.logic import All, Any, Condition, Not, Operator, Test, TestValue
from portal.rules.questions.types.registry import of

_LONGEST_NAME = 40

_ASKED: Mapping[Operator, str] = {
    Operator.EQ: "{}",
    Operator.NE: "not {}",
    Operator.ONE_OF: "{}",
    Operator.NONE_OF: "none of {}",
    Operator.LT: "less than {}",
    Operator.LTE: "at most {}",
    Operator.GT: "more than {}",
    Operator.GTE: "at least {}",
    Operator.BETWEEN: "between {}",
    Operator.BEFORE: "before {}",
    Operator.AFTER: "after {}",
    Operator.CONTAINS: "containing {}",
    Operator.IS_EMPTY: "left empty",
    Operator.IS_ANSWERED: "answered",
    Operator.COMPLETE: "given",
}

_NOTHING: Mapping[AnswerState | None, tuple[str, str]] = {
    None: ("not asked yet", "has not been asked yet"),
    AnswerState.BLANK: ("left blank", "was left blank"),
    AnswerState.NOT_SHOWN: ("not asked", "was not asked"),
    AnswerState.UNKNOWN: ("not known yet", "is not known yet"),
    AnswerState.PURGED: ("removed", "was removed under the retention rule"),
}
"""The kinds of nothing (X4), for a column and for a sentence. Without an answer at all, no form has asked yet."""


def asked_in_words(op: Operator, value: TestValue, key: Key | None) -> str:
    """What a comparison asks for: ``at least 50``, ``Pricing or Evaluation``, ``given``."""
    joint = " and " if op is Operator.BETWEEN else " or "
    return _ASKED[op].format(joined([_friendly(part, key) for part in _parts(value)], joint))


def seen_in_words(answer: Answer | None, key: Key) -> str:
    """What was answered, or which kind of nothing it is."""
    if answer is not None and answer.answered and answer.value is not None:
        return of(key.type).friendly(answer.value, key)
    return nothing(answer)[0]


def nothing(answer: Answer | None) -> tuple[str, str]:
    """Which kind of nothing stands in a value's place, for a column (left blank) and a sentence (was left blank)."""
    return _NOTHING.get(None if answer is None else answer.state, _NOTHING[AnswerState.BLANK])


def name_of(key: Key) -> str:
    """What a key is called in a sentence: its label, or its own name where the label is a question or a long text."""
    label = key.label.strip()
    if label.endswith("?") or len(label) > _LONGEST_NAME:
        return key.key.replace("_", " ").capitalize()
    return label


def node_in_words(node: Node, key_of: Callable[[str], Key | None]) -> str:
    """A criterion or a group of the agreement: ``any of: Interest is Pricing; Budget is at least 10,000``."""
    match node:
        case Criterion():
            return _comparison(node.key, node.op, node.value, key_of(node.key))
        case AllOf(parts):
            return _group("all of", [node_in_words(part, key_of) for part in parts])
        case AnyOf(parts):
            return _group("any of", [node_in_words(part, key_of) for part in parts])
        case NoneOf(parts):
            return _group("none of", [node_in_words(part, key_of) for part in parts])


def condition_in_words(condition: Condition, key_of: Callable[[str], Key | None]) -> str:
    """A condition of a form or a routing rule in the same words."""
    match condition:
        case Test():
            return _comparison(condition.key, condition.op, condition.value, key_of(condition.key))
        case All(parts):
            return _group("all of", [condition_in_words(part, key_of) for part in parts])
        case Any(parts):
            return _group("any of", [condition_in_words(part, key_of) for part in parts])
        case Not(part):
            return f"not: {condition_in_words(part, key_of)}"


def joined(words: Sequence[str], joint: str = " and ") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return joint.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _group(name: str, parts: list[str]) -> str:
    if len(parts) == 1 and name != "none of":
        return parts[0]
    inner = "; ".join(f"({part})" if "; " in part else part for part in parts)
    return f"{name}: {inner or 'nothing'}"


def _comparison(name: str, op: Operator, value: TestValue, key: Key | None) -> str:
    asked = asked_in_words(op, value, key)
    label = name_of(key) if key else name
    if op is Operator.CONTAINS:
        return f"{label} contains {asked.removeprefix('containing ')}"
    return f"{label} is {asked}"


def _parts(value: TestValue) -> tuple[str | bool | int | Decimal, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _friendly(part: str | bool | int | Decimal, key: Key | None) -> str:
    if key is None:
        return str(part)
    value: Value = part
    if key.type is TypeName.CHOICES and isinstance(part, str):
        value = (part,)
    elif key.type is TypeName.DATE and isinstance(part, str):
        value = _day(part)
    text = of(key.type).friendly(value, key)
    return f"“{text}”" if key.type in _QUOTED else text


_QUOTED = frozenset({TypeName.TEXT, TypeName.LONG_TEXT, TypeName.EMAIL, TypeName.PHONE, TypeName.URL, TypeName.HIDDEN})


def _day(text: str) -> Value:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
