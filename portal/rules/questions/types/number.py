"""Whole numbers, decimal numbers, money."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import ClassVar

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_precision

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Settings, TypeName
from portal.rules.questions.logic import Operator
from portal.rules.questions.numbers import (
    MAX_DIGITS,
    MAX_FRACTION,
    is_exact,
    marks,
    number_from_json,
    number_to_json,
    parse_number,
    plain,
)
from portal.rules.questions.steps import stepped
from portal.rules.questions.types.base import (
    EVERY_TYPE,
    Column,
    Input,
    NotAnAnswer,
    Question,
    QuestionType,
    ReadingContext,
    Unreadable,
)

COMPARISONS = frozenset({Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN})
_SIGNS: Mapping[str, frozenset[str]] = {
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
}


class NumberType(QuestionType):
    """What the three share: reading by locale, limits, one JSON form."""

    column = Column.NUMBER
    operators = EVERY_TYPE | COMPARISONS | {Operator.EQ, Operator.NE, Operator.ONE_OF, Operator.NONE_OF}
    settings: ClassVar[tuple[str, ...]] = ("minimum", "maximum", "increment")
    how: ClassVar[str]

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        number = parse_number(self.bare(one_line(posted[0]), question.settings), marks(context.locale))
        if number is None:
            raise Unreadable(self.how)
        value = self.narrowed(number, question.settings)
        if value is None:
            raise Unreadable(self.how, number)
        if _outside(number, question.settings):
            raise Unreadable(_limits(question.settings, context.locale), value)
        if stepped(number, question.settings) != number:
            raise Unreadable(_nearest(number, question.settings, context.locale), value)
        return value

    def bare(self, typed: str, settings: Settings) -> str:
        """The typed text without what may stand around the number."""
        return typed

    @abstractmethod
    def narrowed(self, number: Decimal, settings: Settings) -> int | Decimal | None:
        """The number as this type stores it, or None where it cannot hold it."""

    def fraction_digits(self, settings: Settings) -> int:
        """How many digits after the decimal mark the type holds."""
        return MAX_FRACTION

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        return _number(operand) is not None

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        number = _number(value)
        return str(value) if number is None else _formatted(number, locale)

    def csv(self, value: Value, question: Question) -> str:
        number = _number(value)
        return str(value) if number is None else plain(number)

    def posted(self, value: Value, locale: str = "en") -> tuple[str, ...]:
        number = _number(value)
        return (str(value) if number is None else plain(number).replace(".", marks(locale).decimal),)

    def to_json(self, value: Value) -> Json:
        number = _number(value)
        return str(value) if number is None else number_to_json(number)

    def from_json(self, document: Json) -> Value:
        number = number_from_json(document)
        if number is None:
            raise NotAnAnswer(f"an answer of this type is a number of at most {MAX_DIGITS} digits")
        return number if isinstance(self, WholeType) else Decimal(number)

    def sample(self, question: Question) -> Value:
        low, high = question.settings.minimum, question.settings.maximum
        number = min(Decimal(250), high) if high is not None else Decimal(250)
        digits = self.fraction_digits(question.settings)
        up = (max(number, low) if low is not None else number).scaleb(digits).to_integral_value(ROUND_CEILING)
        value = stepped(up.scaleb(-digits), question.settings)
        return int(value) if isinstance(self, WholeType) else value


class WholeType(NumberType):
    """A whole number."""

    name = TypeName.WHOLE
    title = "Whole number"
    icon = "hash"
    input = Input("text", "numeric")
    how = "Enter a whole number, like 250"

    def narrowed(self, number: Decimal, settings: Settings) -> int | Decimal | None:
        return int(number) if number == int(number) else None

    def fraction_digits(self, settings: Settings) -> int:
        return 0


class DecimalType(NumberType):
    """A number that may have a fraction."""

    name = TypeName.DECIMAL
    title = "Number"
    icon = "scale"
    input = Input("text", "decimal")
    how = "Enter a number, like 12.5"

    def narrowed(self, number: Decimal, settings: Settings) -> int | Decimal | None:
        return number


class MoneyType(NumberType):
    """An amount in the one currency of the question."""

    name = TypeName.MONEY
    title = "Money"
    icon = "wallet"
    settings = ("minimum", "maximum", "increment", "currency")
    input = Input("text", "decimal")
    how = "Enter an amount in digits, like 25000"

    def bare(self, typed: str, settings: Settings) -> str:
        for sign in currency_signs(settings.currency):
            if typed.lower().startswith(sign.lower()):
                return typed[len(sign) :]
            if typed.lower().endswith(sign.lower()):
                return typed[: -len(sign)]
        return typed

    def narrowed(self, number: Decimal, settings: Settings) -> int | Decimal | None:
        cents = number.scaleb(self.fraction_digits(settings))
        return number if cents == int(cents) else None

    def fraction_digits(self, settings: Settings) -> int:
        return min(get_currency_precision(settings.currency or "USD"), MAX_FRACTION)

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        number, currency = _number(value), question.settings.currency
        if number is None or not currency:
            return super().friendly(value, question, locale)
        return _formatted_money(number, currency, locale)


def _number(value: Value) -> int | Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return value if is_exact(Decimal(value)) else None


def _nearest(number: Decimal, settings: Settings, locale: str) -> str:
    below, step = stepped(number, settings), settings.increment or Decimal(1)
    near = (_formatted(one, locale) for one in (below, below + step) if not _outside(one, settings))
    return f"Enter {' or '.join(near)}: this goes in steps of {_formatted(step, locale)}"


def _outside(number: Decimal, settings: Settings) -> bool:
    low, high = settings.minimum, settings.maximum
    return (low is not None and number < low) or (high is not None and number > high)


def _limits(settings: Settings, locale: str) -> str:
    low, high = (None if end is None else _formatted(end, locale) for end in (settings.minimum, settings.maximum))
    if low is None:
        return f"Enter {high} or less"
    return f"Enter {low} or more" if high is None else f"Enter a number from {low} to {high}"


def _formatted(number: int | Decimal, locale: str) -> str:
    try:
        return format_decimal(number, locale=locale.replace("-", "_"), decimal_quantization=False)
    except (UnknownLocaleError, ValueError):
        return format_decimal(number, locale="en", decimal_quantization=False)


def _formatted_money(number: int | Decimal, currency: str, locale: str) -> str:
    """Without cents where there are none: $25,000, but $25,000.50."""
    try:
        known = Locale.parse(locale, sep="-" if "-" in locale else "_")
    except (UnknownLocaleError, ValueError):
        known = Locale.parse("en")
    pattern = known.currency_formats["standard"].pattern
    if number == int(number):
        return format_currency(number, currency, pattern.replace(".00", ""), locale=known, currency_digits=False)
    return format_currency(number, currency, locale=known)


def currency_signs(currency: str) -> tuple[str, ...]:
    """What may stand before or after an amount of the currency: its code, and its sign where it has one."""
    return (currency, *(sign for sign, codes in _SIGNS.items() if currency in codes)) if currency else ()
