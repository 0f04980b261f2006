"""The answers that make a difference: for one field and the comparisons on it, a value of every kind they tell apart.

Exact: whatever a visitor may answer, one of the branches makes the same comparisons hold. Values are taken to the
field's own reader, so a branch is always something that can be posted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import chain, combinations

from portal.rules.agreement.words import joined
from portal.rules.forms.definition import Field
from portal.rules.questions.answer import Answer, AnswerState, Value
from portal.rules.questions.comparing import fold
from portal.rules.questions.days import fixed
from portal.rules.questions.key import Settings, TypeName
from portal.rules.questions.logic import Operator, Test
from portal.rules.questions.steps import stepped
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.choice import offered
from portal.rules.questions.types.country import country_codes
from portal.rules.questions.types.number import NumberType
from portal.rules.questions.types.registry import TYPES

MAX_SUBSETS = 12
"""Options or pieces of text named by the comparisons on one field; each doubles the branches."""


class Unproven(Exception):
    """There are more branches than can be looked at."""


@dataclass(frozen=True)
class Branch:
    """One way to answer a field. ``words`` follow its label; ``posted`` is empty where it is left blank."""

    answer: Answer
    words: str
    posted: tuple[str, ...]


def branches(field: Field, tests: Sequence[Test], context: ReadingContext) -> tuple[Branch, ...]:
    """A branch for every combination of the tests that some accepted answer to the visible field makes hold.

    Raises Unproven.
    """
    kind = TYPES[field.type]
    found: list[Branch] = []
    for value, words in _candidates(field, tests):
        posted = kind.posted(value, context.locale)
        try:
            read = kind.read(posted, field, context)
        except Unreadable:
            continue
        found.append(Branch(Answer(field.key, AnswerState.ANSWERED, read), words or _is(read, field), posted))
    return (*found, *_unanswered(field))


def _unanswered(field: Field) -> Iterator[Branch]:
    if field.type is TypeName.HIDDEN and field.settings.value:
        return
    if not field.must_answer:
        yield Branch(Answer(field.key, AnswerState.BLANK), "is left blank", ())
    elif field.offers_unknown:
        yield Branch(Answer(field.key, AnswerState.UNKNOWN), "is answered “I don’t know yet”", ())


def _is(value: Value, field: Field) -> str:
    return f"is “{TYPES[field.type].friendly(value, field)}”"


def _candidates(field: Field, tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    """Values with their words; no words where the value speaks for itself."""
    special = _SPECIAL.get(field.type)
    if special is not None:
        return special(field, tests)
    return [(TYPES[field.type].sample(field), "is answered")]


def _operands(tests: Sequence[Test]) -> tuple[object, ...]:
    """Everything that the tests compare with, in their order."""
    listed = (test.value if isinstance(test.value, tuple) else (test.value,) for test in tests)
    return tuple(dict.fromkeys(chain.from_iterable(listed)))


def _numbers(field: Field, tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    """The nearest numbers that the type can hold on, below and above every limit."""
    kind = TYPES[field.type]
    digits = kind.fraction_digits(field.settings) if isinstance(kind, NumberType) else 0
    limits = [operand for operand in _operands(tests) if isinstance(operand, int | Decimal)]
    if not limits:
        return [(kind.sample(field), "is answered")]
    ends = [end for end in (field.settings.minimum, field.settings.maximum) if end is not None]
    near = sorted(_units_around(limits, field.settings, digits))
    further = sorted(_units_around(ends, field.settings, digits).difference(near))
    return [(_number(unit, digits), "") for unit in (*near, *further)]


def _units_around(limits: Sequence[int | Decimal], settings: Settings, digits: int) -> set[int]:
    """The steps at, before and after each limit, in units of the last digit. Raises Unproven for finer steps."""
    stride = settings.increment.scaleb(digits) if settings.increment else Decimal(1)
    if stride != int(stride):
        raise Unproven
    found = (stepped(Decimal(limit), settings).scaleb(digits).to_integral_value(ROUND_FLOOR) for limit in limits)
    return {int(unit + step * stride) for unit in found for step in (-1, 0, 1, 2)}


def _number(unit: int, digits: int) -> Value:
    return unit if digits == 0 else Decimal(unit).scaleb(-digits)


def _days(field: Field, tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    """The day of every limit and the days around it."""
    named = [operand for operand in _operands(tests) if isinstance(operand, str)]
    limits = [date.fromisoformat(day) for day in named if TYPES[field.type].comparable(day, field)]
    if not limits:
        return [(TYPES[field.type].sample(field), "is answered")]
    limits += [day for day in (fixed(field.settings.earliest), fixed(field.settings.latest)) if day is not None]
    return [(day, "") for day in sorted({limit + timedelta(days=step) for limit in limits for step in (-1, 0, 1)})]


def _one_option(field: Field, _tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    return [(option.id, "") for option in offered(field.options)]


def _several_options(field: Field, tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    """Every set of the options that the tests name, filled up with others to what the question asks for."""
    ids = [option.id for option in offered(field.options)]
    named = [option_id for option_id in ids if option_id in _operands(tests)]
    others = [option_id for option_id in ids if option_id not in named]
    for chosen in _subsets(named):
        lacking = max(int(field.settings.minimum or 1) - len(chosen), 0)
        taken = {*chosen, *others[:lacking]}
        if taken:
            yield (tuple(option_id for option_id in ids if option_id in taken), "")


def _yes_or_no(_field: Field, _tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    return [(True, ""), (False, "")]


def _ticked(_field: Field, _tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    return [(True, "is ticked")]


def _countries(_field: Field, tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    named = [operand for operand in _operands(tests) if isinstance(operand, str)]
    other = next((code for code in sorted(country_codes()) if code not in named), None)
    return [*((code, "") for code in named), *([(other, "")] if other else [])]


def _texts(field: Field, tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    """Every text that is named, and texts that hold each set of the named pieces and are none of the named texts."""
    named = [operand for operand in _operands(tests) if isinstance(operand, str) and operand]
    mark = next((sign for sign in "|¦~#^§¶" if not any(sign in text for text in named)), None)
    if mark is None:
        raise Unproven
    least = field.settings.min_length or 0
    pieces = [piece for piece in _pieces(tests) if _fits(piece.ljust(least, mark), field)]
    for chosen in _subsets(pieces):
        text = (f"{mark}{mark.join(chosen)}{mark}" if chosen else mark).ljust(least, mark)
        if len(chosen) > 1 and not _fits(text, field):
            raise Unproven
        quoted = [f"“{piece}”" for piece in chosen]
        yield (text, f"contains {joined(quoted)}" if chosen else "is any other text")
    yield from ((text, "") for text in named)


def _not_asked(field: Field, tests: Sequence[Test]) -> Iterable[tuple[Value, str]]:
    """What is fixed, or whatever an address may say."""
    if field.prefill:
        return [*_texts(field, tests), *([(field.settings.value, "")] if field.settings.value else [])]
    return [(field.settings.value, "")] if field.settings.value else []


def _pieces(tests: Sequence[Test]) -> list[str]:
    """The pieces of text that are looked for, one spelling of each."""
    sought = [
        test.value for test in tests if test.op is Operator.CONTAINS and isinstance(test.value, str) and test.value
    ]
    return list({fold(piece): piece for piece in sought}.values())


def _fits(text: str, field: Field) -> bool:
    try:
        TYPES[field.type].read((text,), field, ReadingContext())
    except Unreadable:
        return False
    return True


def _subsets(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if len(items) > MAX_SUBSETS:
        raise Unproven
    for size in range(len(items) + 1):
        yield from combinations(items, size)


_SPECIAL: Mapping[TypeName, Callable[[Field, Sequence[Test]], Iterable[tuple[Value, str]]]] = {
    TypeName.TEXT: _texts,
    TypeName.LONG_TEXT: _texts,
    TypeName.WHOLE: _numbers,
    TypeName.DECIMAL: _numbers,
    TypeName.MONEY: _numbers,
    TypeName.DATE: _days,
    TypeName.CHOICE: _one_option,
    TypeName.CHOICES: _several_options,
    TypeName.YES_NO: _yes_or_no,
    TypeName.CONSENT: _ticked,
    TypeName.COUNTRY: _countries,
    TypeName.RATING: _numbers,
    TypeName.HIDDEN: _not_asked,
}
"""Types not listed allow no comparison but answered or not."""
