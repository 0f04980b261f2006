"""Short and long text."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import many_lines, one_line
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import Operator
from portal.rules.questions.types.base import (
    EVERY_TYPE,
    Column,
    Input,
    Question,
    QuestionType,
    ReadingContext,
    Unreadable,
    text_from_json,
)


class _Written(QuestionType):
    """What short and long text share."""

    column = Column.TEXT
    settings = ("min_length", "max_length")
    longest: ClassVar[int]
    """The most characters where the question sets no limit."""

    @abstractmethod
    def clean(self, typed: str) -> str:
        """The text as it is stored."""

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        text = self.clean(posted[0])
        limit = question.settings.max_length or self.longest
        if len(text) > limit:
            raise Unreadable(f"Shorten this to {limit:,} characters or fewer; it has {len(text):,}", text)
        least = question.settings.min_length or 0
        if len(text) < least:
            raise Unreadable(f"Write at least {least:,} characters; it has {len(text):,}", text)
        return text

    def from_json(self, document: Json) -> Value:
        return text_from_json(document)

    def fitted(self, text: str, question: Question) -> str:
        """The text within the limits of the question."""
        return text.ljust(question.settings.min_length or 0, ".")[: question.settings.max_length or self.longest]


class TextType(_Written):
    """One line of text."""

    name = TypeName.TEXT
    title = "Short text"
    icon = "type"
    operators = EVERY_TYPE | {Operator.EQ, Operator.NE, Operator.ONE_OF, Operator.NONE_OF, Operator.CONTAINS}
    input = Input("text")
    longest = 200

    def clean(self, typed: str) -> str:
        return one_line(typed)

    def sample(self, question: Question) -> Value:
        return self.fitted("Sample", question)


class LongTextType(_Written):
    """Several lines of text."""

    name = TypeName.LONG_TEXT
    title = "Long text"
    icon = "align-left"
    operators = EVERY_TYPE | {Operator.CONTAINS}
    input = Input("textarea")
    longest = 5000

    def clean(self, typed: str) -> str:
        return many_lines(typed)

    def sample(self, question: Question) -> Value:
        return self.fitted("We would like to see it on our own data.", question)
