"""Consent to one purpose: a box that nobody ticks but the visitor."""

from collections.abc import Sequence
from decimal import Decimal

from portal.rules.canonical import Json
from portal.rules.marked import plain
from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
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
)

_GIVEN = frozenset({"yes", "true", "1", "on"})
_NOT_GIVEN = frozenset({"", "no", "false", "0", "off"})


class ConsentType(QuestionType):
    """True or blank: consent that is not given is no answer. The label is the exact text that was agreed to."""

    name = TypeName.CONSENT
    title = "Consent"
    icon = "square-check"
    column = Column.BOOLEAN
    operators = EVERY_TYPE | {Operator.EQ, Operator.NE}
    input = Input("checkbox")

    def blank(self, posted: Sequence[str]) -> bool:
        return all(one_line(text).lower() in _NOT_GIVEN for text in posted)

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        if one_line(posted[0]).lower() not in _GIVEN:
            raise Unreadable(self.missing(question))
        return True

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        return isinstance(operand, bool)

    def missing(self, question: Question) -> str:
        whole = plain(question.label, addresses=False)
        words = whole if len(whole) <= 60 else f"{whole[:59].rstrip()}…"
        return f"Tick the box to go on: “{words}”"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        return "Given" if value is True else "Not given"

    def csv(self, value: Value, question: Question) -> str:
        return "yes" if value is True else "no"

    def posted(self, value: Value, locale: str = "en") -> tuple[str, ...]:
        return ("yes",) if value is True else ()

    def to_json(self, value: Value) -> Json:
        return value is True

    def from_json(self, document: Json) -> Value:
        if not isinstance(document, bool):
            raise NotAnAnswer("an answer of this type is true or false")
        return document

    def sample(self, question: Question) -> Value:
        return True
