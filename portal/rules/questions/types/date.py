"""A day."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.days import first_day, last_day
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import Operator
from portal.rules.questions.types.base import (
    EVERY_TYPE,
    Column,
    Input,
    NotAnAnswer,
    Question,
    QuestionType,
    ReadingContext,
    Unreadable,
    text_from_json,
)

_ISO = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_USUAL = date(2027, 3, 31)
_HOW = "Enter a date as year, month and day, like 2027-03-31"


class DateType(QuestionType):
    """An ISO 8601 day, as the browser's own date input posts it. Other orders are refused: 3/4 has two meanings."""

    name = TypeName.DATE
    title = "Date"
    icon = "calendar"
    column = Column.DATE
    operators = EVERY_TYPE | {Operator.EQ, Operator.NE, Operator.BETWEEN, Operator.BEFORE, Operator.AFTER}
    settings = ("earliest", "latest")
    input = Input("date")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        day = _day(one_line(posted[0]))
        if day is None:
            raise Unreadable(_HOW)
        first, last = first_day(question.settings, context.now), last_day(question.settings, context.now)
        if (first is not None and day < first) or (last is not None and day > last):
            raise Unreadable(self._outside(first, last, question, context.locale), day)
        return day

    def _outside(self, first: date | None, last: date | None, question: Question, locale: str) -> str:
        low, high = ("" if day is None else self.friendly(day, question, locale) for day in (first, last))
        if not low:
            return f"Choose a day up to {high}"
        return f"Choose a day from {low} to {high}" if high else f"Choose a day from {low} on"

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        return isinstance(operand, str) and _day(operand) is not None

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        if not isinstance(value, date):
            return str(value)
        try:
            return format_date(value, "long", locale=Locale.parse(locale.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            return value.isoformat()

    def from_json(self, document: Json) -> Value:
        day = _day(text_from_json(document))
        if day is None:
            raise NotAnAnswer("an answer of this type is an ISO date")
        return day

    def sample(self, question: Question) -> Value:
        first, last = first_day(question.settings, None), last_day(question.settings, None)
        day = max(_USUAL, first) if first else _USUAL
        return min(day, last) if last else day


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if _ISO.fullmatch(typed) else None
    except ValueError:
        return None
