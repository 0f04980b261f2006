"""A question of each type, what it reads and what it refuses, for the tests of types."""

import pytest

from portal.rules.questions.answer import Value
from portal.rules.questions.key import Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.registry import TYPES, of

OPTIONS = (
    Option("low", "Low"),
    Option("mid", "Middle, or so"),
    Option("high", "High"),
    Option("old", "Old", retired=True),
)


def question(type_name: TypeName, label: str = "The question", **settings: object) -> Key:
    options = OPTIONS if TYPES[type_name].has_options else ()
    return Key("asked", type_name, KeyKind.QUESTION, label, options=options, settings=Settings(**settings))  # type: ignore[arg-type]  # a test names its limits


def read(
    type_name: TypeName, *posted: str, locale: str = "en", country: str | None = None, **settings: object
) -> Value:
    context = ReadingContext(locale, "US", country)
    return of(type_name).read(posted, question(type_name, **settings), context)  # type: ignore[arg-type]  # its limits


def refusal(type_name: TypeName, *posted: str, locale: str = "en", **settings: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read(type_name, *posted, locale=locale, **settings)  # type: ignore[arg-type]  # its limits
    return caught.value.message
