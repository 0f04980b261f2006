"""A country, stored as its ISO 3166 alpha-2 code."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

import pycountry
from babel import Locale, UnknownLocaleError

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
    Unreadable,
    text_from_json,
)


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Every ISO 3166 alpha-2 code."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


@lru_cache(maxsize=32)
def country_names(locale: str = "en") -> Mapping[str, str]:
    """Code → name in the language of the locale, ordered by name."""
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        known = Locale.parse("en")
    names = {code: known.territories.get(code, code) for code in country_codes()}
    return dict(sorted(names.items(), key=lambda entry: entry[1].casefold()))


class CountryType(QuestionType):
    """Posted as a code; a country's usual English names are understood too."""

    name = TypeName.COUNTRY
    title = "Country"
    icon = "globe"
    column = Column.TEXT
    operators = EVERY_TYPE | {Operator.EQ, Operator.NE, Operator.ONE_OF, Operator.NONE_OF}
    input = Input("select", "", "country")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        typed = one_line(posted[0])
        if typed.isascii() and typed.upper() in country_codes():
            return typed.upper()
        code = _by_name(typed[:100].lower())
        if code is None:
            raise Unreadable("Choose a country from the list")
        return code

    def comparable(self, operand: str | bool | int | Decimal, question: Question) -> bool:
        return isinstance(operand, str) and operand in country_codes()

    def missing(self, question: Question) -> str:
        return "Choose your country"

    def friendly(self, value: Value, question: Question, locale: str = "en") -> str:
        return country_names(locale).get(str(value), str(value))

    def from_json(self, document: Json) -> Value:
        return text_from_json(document)

    def sample(self, question: Question) -> Value:
        return "GB"


def _by_name(typed: str) -> str | None:
    """By the ISO names, the alpha-3 code, or the name that the list shows."""
    try:
        return str(pycountry.countries.lookup(typed).alpha_2)
    except LookupError:
        return next((code for code, name in country_names().items() if name.lower() == typed), None)
