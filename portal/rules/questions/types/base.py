"""What every question type can do. One class owns every face of an answer, so that no reader invents its own."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Protocol

from portal.rules.canonical import Json
from portal.rules.questions.answer import Answer, Value
from portal.rules.questions.cleaning import many_lines, one_line
from portal.rules.questions.key import Option, Settings, TypeName
from portal.rules.questions.logic import Operator


class Column(StrEnum):
    """The typed column that keeps an answer's value."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICES = "choices"


@dataclass(frozen=True)
class Input:
    """How the browser is told to ask: ``type`` is that of the input, or textarea, select, radio, checkbox."""

    type: str
    inputmode: str = ""
    autocomplete: str = ""


class Question(Protocol):
    """What a type needs to know of the key or field that it reads and shows."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def options(self) -> tuple[Option, ...]: ...
    @property
    def settings(self) -> Settings: ...


@dataclass(frozen=True)
class ReadingContext:
    """What reading depends on beside the question: BCP 47 locale, ISO countries. ``country`` is the one answered.

    ``now`` tells what today is; without it no date is too early or too late for today.
    """

    locale: str = "en"
    default_country: str = "US"
    country: str | None = None
    now: datetime | None = None


class Unreadable(Exception):
    """The posted text is no answer; the message tells the visitor how to mend it.

    ``value`` is what was understood where only a limit was broken: conditions look at it, nothing stores it.
    """

    def __init__(self, message: str, value: Value | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.value = value


class NotAnAnswer(ValueError):
    """A JSON document that the type cannot have written."""


EVERY_TYPE = frozenset({Operator.IS_EMPTY, Operator.IS_ANSWERED})
"""Comparisons that any question allows."""


class QuestionType(ABC):
    """One type of question. Instances hold nothing; the registry has one of each."""

    name: ClassVar[TypeName]
    title: ClassVar[str]
    """What the builder calls it."""
    icon: ClassVar[str]
    """The name of its Lucide icon."""
    column: ClassVar[Column]
    operators: ClassVar[frozenset[Operator]] = EVERY_TYPE
    settings: ClassVar[tuple[str, ...]] = ()
    """Names of the Settings that the builder may edit."""
    asks: ClassVar[bool] = True
    """Whether it is a question; False for what is only drawn among the questions."""
    in_library: ClassVar[bool] = True
    """Whether a key of the library may have it."""
    conditionable: ClassVar[bool] = True
    """Whether conditions may look at it."""
    multiple: ClassVar[bool] = False
    """Whether several values may be posted."""
    has_options: ClassVar[bool] = False
    input: ClassVar[Input]
    default: ClassVar[Value | None] = None
    """What a new, empty form has filled in: nothing, for every type; consent must not be."""

    def blank(self, posted: Sequence[str]) -> bool:
        """Whether nothing was given."""
        return not any(one_line(text) for text in posted)

    def raw(self, posted: Sequence[str]) -> str:
        """What was typed, made safe to store: no control characters, at most 10,000 characters."""
        return many_lines("\n".join(posted))[:10_000]

    @abstractmethod
    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        """The normalised value of a post that is not blank. Raises Unreadable, and nothing else, for any text."""

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        """Whether an answer could ever equal or be measured against the operand; conditions with others are refused."""
        return isinstance(operand, str) and one_line(operand) != ""

    def missing(self, question: Question) -> str:
        """What to tell a visitor who left it empty though it must be answered."""
        return f"Enter an answer to “{question.label}”" if _asks(question) else f"Enter “{question.label}”"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        """The value as people read it. Never raises."""
        return str(value)

    def in_words(self, answer: Answer, question: Question, locale: str = "en") -> str:
        """A given answer as people read it, with the words of one's own that came with it."""
        return "" if answer.value is None else self.friendly(answer.value, question, locale)

    def mail(self, value: Value, question: Question, locale: str = "en") -> str:
        """The value as plain text in a mail."""
        return self.friendly(value, question, locale)

    def csv(self, value: Value, question: Question) -> str:
        """The value in an export, the same in every language; an option is its id, so that a rename splits nothing."""
        return str(value)

    def posted(self, value: Value, locale: str = "en") -> tuple[str, ...]:
        """What a form would post for the value; ``read`` gives the value back."""
        return (str(value),)

    def to_json(self, value: Value) -> Json:
        """The JSON form of the value."""
        return str(value)

    @abstractmethod
    def from_json(self, document: Json) -> Value:
        """The value of its JSON form. Raises NotAnAnswer for what ``to_json`` cannot have written."""

    @abstractmethod
    def sample(self, question: Question) -> Value:
        """A believable value, for previews and test visitors; ``read`` accepts it where the limits allow any."""


def _asks(question: Question) -> bool:
    return question.label.rstrip().endswith("?")


def text_from_json(document: Json) -> str:
    """The document as text. Raises NotAnAnswer."""
    if not isinstance(document, str):
        raise NotAnAnswer("an answer of this type is text")
    return document
