"""Conditions on answers, as lines of a form: a key, how it is compared, and with what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.rules.questions.key import Key
from portal.rules.questions.logic import All, Any, Condition, Operator, Test
from portal.rules.questions.types.country import country_names
from portal.services.agreement import comparisons
from portal.services.agreement.comparisons import NotAValue

SEPARATOR = ";"
BARE = (Operator.COMPLETE, Operator.IS_EMPTY)
WORDS: Mapping[Operator, str] = {**comparisons.LABELS, Operator.IS_EMPTY: "is not given"}
ALL, ANY = "all", "any"


@dataclass(frozen=True)
class Typed:
    """One line as it was typed."""

    key: str
    op: str
    value: str


def read(line: Typed, keys: Mapping[str, Key]) -> Test:
    """The comparison that the line describes. Raises NotAValue with a sentence."""
    key, op = keys.get(line.key), _operator(line.op)
    if key is None:
        raise NotAValue("Choose what to look at.")
    if op is None or not (op in BARE or op in dict(comparisons.offered(key))):
        raise NotAValue(f"“{key.label}” cannot be compared like that. Choose another way.")
    if op in BARE:
        return Test(key.key, op)
    parts = [part.strip() for part in line.value.replace("\n", SEPARATOR).split(SEPARATOR)]
    return Test(key.key, op, comparisons.value_of(key, op, [_option(key, part) for part in parts]))


def joined(tests: list[Test], how: str) -> Condition | None:
    """The tests as one condition; None for none."""
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else Any(tuple(tests)) if how == ANY else All(tuple(tests))


def lines_of(condition: Condition | None, keys: Mapping[str, Key]) -> tuple[list[Typed], str] | None:
    """The condition as lines, and how they are joined; None for one that is deeper than the form."""
    match condition:
        case None:
            return [], ALL
        case Test():
            return [_typed(condition, keys)], ALL
        case All(parts) | Any(parts):
            tests = [part for part in parts if isinstance(part, Test)]
            how = ANY if isinstance(condition, Any) else ALL
            return ([_typed(test, keys) for test in tests], how) if len(tests) == len(parts) else None
        case _:
            return None


def _typed(test: Test, keys: Mapping[str, Key]) -> Typed:
    words = [_label(keys.get(test.key), part) for part in comparisons.typed_of(test.value)]
    return Typed(test.key, test.op.value, f"{SEPARATOR} ".join(words))


def _operator(text: str) -> Operator | None:
    return next((op for op in WORDS if op.value == text), None)


def _option(key: Key, text: str) -> str:
    """People type labels; what is stored is the option's id."""
    return next((value for value, label in _options(key) if text.casefold() in (label.casefold(), value)), text)


def _label(key: Key | None, value: str) -> str:
    return next((label for known, label in _options(key) if known == value), value) if key else value


def _options(key: Key) -> Iterator[tuple[str, str]]:
    if key.type in comparisons.PICKED:
        yield from ((option.id, option.label) for option in key.options)
    elif key.type.value == "country":
        yield from country_names().items()
