"""A question of each type, what it reads and refuses, and random values of it, for the tests of types."""

from datetime import date

import pytest
from hypothesis import strategies as st

from portal.rules.questions.answer import Value
from portal.rules.questions.key import Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.types.base import QuestionType, ReadingContext, Unreadable
from portal.rules.questions.types.country import country_codes
from portal.rules.questions.types.registry import TYPES, of

OPTIONS = (
    Option("low", "Low"),
    Option("mid", "Middle, or so"),
    Option("high", "High"),
    Option("old", "Old", retired=True),
)
TEXTS = {TypeName.TEXT, TypeName.LONG_TEXT, TypeName.EMAIL, TypeName.URL, TypeName.PHONE, TypeName.HIDDEN}


def question(type_name: TypeName, label: str = "The question", **settings: object) -> Key:
    options = OPTIONS if TYPES[type_name].has_options else ()
    return Key("asked", type_name, KeyKind.QUESTION, label, options=options, settings=Settings(**settings))


def read(
    type_name: TypeName, *posted: str, locale: str = "en", country: str | None = None, **settings: object
) -> Value:
    context = ReadingContext(locale, "US", country)
    return of(type_name).read(posted, question(type_name, **settings), context)


def refusal(type_name: TypeName, *posted: str, locale: str = "en", **settings: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read(type_name, *posted, locale=locale, **settings)
    return caught.value.message


def values_of(type_name: TypeName) -> st.SearchStrategy[Value]:
    """Values that the type's own reader gives."""
    kind, asked = TYPES[type_name], question(type_name)
    made = {
        TypeName.WHOLE: st.integers(-(10**15) + 1, 10**15 - 1),
        TypeName.DECIMAL: st.decimals(-999_999_999, 999_999_999, places=6),
        TypeName.MONEY: st.decimals(-9_999_999_999_999, 9_999_999_999_999, places=2),
        TypeName.CHOICE: st.sampled_from(["low", "mid", "high"]),
        TypeName.CHOICES: st.sampled_from([("low",), ("low", "high"), ("low", "mid", "high")]),
        TypeName.YES_NO: st.booleans(),
        TypeName.CONSENT: st.just(True),
        TypeName.COUNTRY: st.sampled_from(sorted(country_codes())),
        TypeName.DATE: st.dates(date(1000, 1, 1), date(2999, 12, 31)),
        TypeName.RATING: st.integers(1, 5),
        TypeName.FILE: st.sampled_from([("a" * 20,), ("b-_" * 8,)]),
        TypeName.HIDDEN: st.text(min_size=1, max_size=250),
        TypeName.TEXT: st.text(min_size=1, max_size=100),
        TypeName.LONG_TEXT: st.text(min_size=1, max_size=300),
        TypeName.EMAIL: st.emails(),
        TypeName.URL: st.sampled_from(["acme.com", "http://bücher.de/a?b=c#d", "https://x.io:8443/é"]),
        TypeName.PHONE: st.sampled_from(["+14155552671", "+91 98200 12345", "+49 30 901820", "0044 20 7946 0958"]),
    }[type_name]
    if type_name not in TEXTS:
        return made
    return made.map(lambda text: _read_or_none(kind, asked, text)).filter(lambda value: value is not None)


def _read_or_none(kind: QuestionType, asked: Key, text: str) -> Value | None:
    if kind.blank((text,)):
        return None
    try:
        return kind.read((text,), asked, ReadingContext())
    except Unreadable:
        return None
