"""One of several options, several of them, yes or no. What is stored is the id of an option, never its label."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from portal.rules.canonical import Json
from portal.rules.questions.answer import Answer, Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Option, TypeName
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
from portal.rules.questions.types.listed import ListedType, listed
from portal.rules.questions.types.own_words import labelled

_YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "true", "1", "on"), True),
    **dict.fromkeys(("no", "false", "0", "off"), False),
}


def offered(options: Sequence[Option]) -> tuple[Option, ...]:
    """The options that can still be chosen."""
    return tuple(option for option in options if not option.retired)


def label_of(option_id: str, options: Sequence[Option]) -> str:
    """The label of the option, retired ones too; the id itself for an option that nobody knows."""
    return next((option.label for option in options if option.id == option_id), option_id)


class ChoiceType(QuestionType):
    """Exactly one option."""

    name = TypeName.CHOICE
    title = "One of several"
    icon = "circle-dot"
    column = Column.TEXT
    operators = EVERY_TYPE | {Operator.EQ, Operator.NE, Operator.ONE_OF, Operator.NONE_OF}
    settings = ("display",)
    has_options = True
    input = Input("radio")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        chosen = one_line(posted[0])
        if chosen not in {option.id for option in offered(question.options)}:
            raise Unreadable(f"Choose one of the answers offered for “{question.label}”")
        return chosen

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        return operand in {option.id for option in question.options}

    def missing(self, question: Question) -> str:
        return f"Choose an answer to “{question.label}”"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        return label_of(str(value), question.options)

    def in_words(self, answer: Answer, question: Question, locale: str = "en") -> str:
        return _said(str(answer.value), question.options, answer.own)

    def from_json(self, document: Json) -> Value:
        return text_from_json(document)

    def sample(self, question: Question) -> Value:
        return next((option.id for option in _plain_first(question.options)), "")


class ChoicesType(ListedType):
    """Any number of options, kept in the order of the question. ``minimum`` and ``maximum`` count them."""

    name = TypeName.CHOICES
    title = "Several of several"
    icon = "list-checks"
    operators = EVERY_TYPE | {Operator.CONTAINS, Operator.ONE_OF, Operator.NONE_OF}
    settings = ("minimum", "maximum")
    names = "option ids"
    has_options = True
    input = Input("checkbox")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        chosen = {one_line(text) for text in posted} - {""}
        taken = tuple(option.id for option in offered(question.options) if option.id in chosen)
        if len(taken) != len(chosen):
            raise Unreadable(f"Choose from the answers offered for “{question.label}”", tuple(sorted(chosen)))
        low, high = question.settings.minimum, question.settings.maximum
        if low is not None and len(taken) < low:
            raise Unreadable(f"Choose at least {low}", taken)
        if high is not None and len(taken) > high:
            raise Unreadable(f"Choose at most {high}", taken)
        return taken

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        return operand in {option.id for option in question.options}

    def missing(self, question: Question) -> str:
        return f"Choose at least one answer to “{question.label}”"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        return ", ".join(label_of(chosen, question.options) for chosen in listed(value))

    def in_words(self, answer: Answer, question: Question, locale: str = "en") -> str:
        return ", ".join(_said(chosen, question.options, answer.own) for chosen in listed(answer.value or ()))

    def sample(self, question: Question) -> Value:
        count = int(question.settings.minimum or 1)
        return tuple(option.id for option in _plain_first(question.options)[:count])


class YesNoType(QuestionType):
    """Yes or no; "no" is an answer."""

    name = TypeName.YES_NO
    title = "Yes or no"
    icon = "toggle-left"
    column = Column.BOOLEAN
    operators = EVERY_TYPE | {Operator.EQ, Operator.NE}
    input = Input("radio")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        value = _YES_NO.get(one_line(posted[0]).lower())
        if value is None:
            raise Unreadable(f"Choose yes or no for “{question.label}”")
        return value

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        return isinstance(operand, bool)

    def missing(self, question: Question) -> str:
        return f"Choose yes or no for “{question.label}”"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        return "Yes" if value is True else "No" if value is False else str(value)

    def csv(self, value: Value, question: Question) -> str:
        return self.friendly(value, question).lower()

    def posted(self, value: Value, locale: str = "en") -> tuple[str, ...]:
        return ("yes" if value is True else "no",)

    def to_json(self, value: Value) -> Json:
        return value is True

    def from_json(self, document: Json) -> Value:
        if not isinstance(document, bool):
            raise NotAnAnswer("an answer of this type is true or false")
        return document

    def sample(self, question: Question) -> Value:
        return True


def _said(option_id: str, options: Sequence[Option], words: str) -> str:
    option = next((option for option in options if option.id == option_id), None)
    return option_id if option is None else labelled(option.label, option, words)


def _plain_first(options: Sequence[Option]) -> tuple[Option, ...]:
    """Those on offer; one that asks for words of one's own comes last."""
    return tuple(sorted(offered(options), key=lambda option: option.own_words))
