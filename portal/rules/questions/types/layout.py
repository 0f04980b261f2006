"""What is drawn among the questions and asks nothing: headings, text, pictures."""

from collections.abc import Sequence

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import (
    Column,
    Input,
    NotAnAnswer,
    Question,
    QuestionType,
    ReadingContext,
    Unreadable,
)


class _Drawn(QuestionType):
    """What the three share: nothing is read, stored or compared."""

    column = Column.TEXT
    operators = frozenset()
    asks = False
    in_library = False
    conditionable = False
    input = Input("")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        raise Unreadable(f"“{question.label}” asks nothing")

    def from_json(self, document: Json) -> Value:
        raise NotAnAnswer("what asks nothing has no answer")

    def sample(self, question: Question) -> Value:
        return ""


class HeadingType(_Drawn):
    """Words over the questions that follow; the help stands below it."""

    name = TypeName.HEADING
    title = "Heading"
    icon = "heading"


class ParagraphType(_Drawn):
    """Plain paragraphs, parted by an empty line."""

    name = TypeName.PARAGRAPH
    title = "Text"
    icon = "message-square-text"


class ImageType(_Drawn):
    """A picture of the form's own; its label is what it shows, in words."""

    name = TypeName.IMAGE
    title = "Picture"
    icon = "image"
    settings = ("asset",)
