"""An email address."""

import unicodedata
from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email

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

_HOW = "Enter an email address with an @ and a domain, like name@company.com"


class EmailType(QuestionType):
    """Normalised by form (NFKC, domain in lower case, punycode decoded); no look-up in the network."""

    name = TypeName.EMAIL
    title = "Email"
    icon = "at-sign"
    column = Column.TEXT
    input = Input("email", "email", "email")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        typed = one_line(posted[0])
        if len(typed) > 320:
            raise Unreadable(_HOW)
        try:
            return validate_email(one_line(unicodedata.normalize("NFKC", typed)), check_deliverability=False).normalized
        except (EmailNotValidError, ValueError) as refusal:
            raise Unreadable(_HOW) from refusal

    def from_json(self, document: Json) -> Value:
        return text_from_json(document)

    def sample(self, question: Question) -> Value:
        return "ada.lovelace@sample.example.com"
