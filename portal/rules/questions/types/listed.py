"""Answers that are several short names, such as the ids of options or the tokens of files."""

from collections.abc import Sequence
from typing import ClassVar

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.types.base import Column, NotAnAnswer, Question, QuestionType, text_from_json


class ListedType(QuestionType):
    """What such types share: how the names are stored, posted and exported. None of them holds a semicolon."""

    column = Column.CHOICES
    multiple = True
    names: ClassVar[str]
    """What the names are called, for programmers."""

    def csv(self, value: Value, question: Question) -> str:
        """Joined by semicolons, so that the cell can be taken apart again."""
        return ";".join(listed(value))

    def posted(self, value: Value, locale: str = "en") -> tuple[str, ...]:
        return listed(value)

    def to_json(self, value: Value) -> Json:
        return list(listed(value))

    def from_json(self, document: Json) -> Value:
        if not isinstance(document, Sequence) or isinstance(document, str):
            raise NotAnAnswer(f"an answer of this type is a list of {self.names}")
        return tuple(text_from_json(part) for part in document)


def listed(value: Value) -> tuple[str, ...]:
    """The names in the value."""
    return value if isinstance(value, tuple) else (str(value),)
