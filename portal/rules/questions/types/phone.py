"""A telephone number."""

from collections.abc import Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import (
    Column,
    Input,
    Question,
    QuestionType,
    ReadingContext,
    Unreadable,
    text_from_json,
)

_HOW = "Enter a phone number with its country code, like +1 415 555 0123"


class PhoneType(QuestionType):
    """Stored as E.164; an extension stays in what was typed, which is kept beside it.

    A number without a country code is read as one of the country that was answered, else of the question's own, else of
    the form's default. A
    number with a country code may be outside the numbering plan that we know, as plans grow; its length must fit.
    """

    name = TypeName.PHONE
    title = "Phone"
    icon = "phone"
    column = Column.TEXT
    settings = ("country",)
    input = Input("tel", "tel", "tel")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        typed = one_line(posted[0])
        country = context.country or question.settings.country or context.default_country
        number = _parsed(typed, country.upper())
        international = typed.startswith(("+", "＋"))
        if number is None or not (phonenumbers.is_valid_number(number) or (international and _possible(number))):
            raise Unreadable(_HOW)
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        number = _parsed(str(value), None)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else str(value)

    def from_json(self, document: Json) -> Value:
        return text_from_json(document)

    def sample(self, question: Question) -> Value:
        return "+14155552671"


def _parsed(typed: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(typed[:100], region)
    except NumberParseException:
        return None


def _possible(number: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number(number)
