"""A point on a scale from 1 to at most 10."""

from collections.abc import Sequence

from portal.rules.questions.answer import Value
from portal.rules.questions.key import Settings, TypeName
from portal.rules.questions.types.base import Input, Question, ReadingContext, Unreadable
from portal.rules.questions.types.number import WholeType

MIN_SCALE, USUAL_SCALE, MAX_SCALE = 3, 5, 10


def scale_of(settings: Settings) -> int:
    """The highest point; the lowest one is always 1."""
    return settings.scale or USUAL_SCALE


class RatingType(WholeType):
    """Drawn as radio buttons with words at both ends. The point is stored, so that its mean can be told."""

    name = TypeName.RATING
    title = "Rating"
    icon = "star"
    settings = ("scale", "low_words", "high_words")
    input = Input("radio")
    how = "Choose a point on the scale"

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        point = super().read(posted, question, context)
        highest = scale_of(question.settings)
        if not isinstance(point, int) or not 1 <= point <= highest:
            raise Unreadable(f"Choose a point from 1 to {highest} for “{question.label}”", point)
        return point

    def missing(self, question: Question) -> str:
        return f"Choose a point for “{question.label}”"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        words = super().friendly(value, question, locale)
        return f"{words} of {scale_of(question.settings)}" if isinstance(value, int) else words

    def sample(self, question: Question) -> Value:
        return (scale_of(question.settings) + 2) // 2
