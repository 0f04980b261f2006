"""A value that nobody is asked: from the address where the form declares it, else the one that is fixed."""

from collections.abc import Sequence

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import Operator
from portal.rules.questions.types.base import (
    EVERY_TYPE,
    Column,
    Input,
    Question,
    QuestionType,
    ReadingContext,
    text_from_json,
)

LONGEST = 200


class HiddenType(QuestionType):
    """A visitor can change what comes by the address: it is an answer like any other, and decides neither owner nor
    stage. Whatever comes is cut to size and never refused: nobody could mend it."""

    name = TypeName.HIDDEN
    title = "Hidden value"
    icon = "eye-off"
    column = Column.TEXT
    operators = EVERY_TYPE | {Operator.EQ, Operator.NE, Operator.ONE_OF, Operator.NONE_OF, Operator.CONTAINS}
    settings = ("value",)
    in_library = False
    input = Input("hidden")

    def given(self, posted: Sequence[str], question: Question, *, declared: bool) -> Sequence[str]:
        """What counts: the post's only where the form declares a name for the address, else what is fixed."""
        if declared and not self.blank(posted):
            return posted[:1]
        return (question.settings.value,) if question.settings.value else ()

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        return one_line(posted[0])[:LONGEST].strip()

    def from_json(self, document: Json) -> Value:
        return text_from_json(document)

    def sample(self, question: Question) -> Value:
        return question.settings.value or "spring-fair"
