"""The limits of a free question as typed: read into settings, or told what is wrong with them."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from babel.numbers import list_currencies
from flask import request

from portal.rules.questions.cleaning import one_line
from portal.rules.questions.days import bound, fixed
from portal.rules.questions.key import Display, FileKind, Settings, TypeName
from portal.rules.questions.numbers import Marks, parse_number
from portal.rules.questions.types.country import country_codes
from portal.rules.questions.types.file import MAX_FILES, MAX_MEGABYTES
from portal.rules.questions.types.rating import MAX_SCALE, MIN_SCALE
from portal.web.shared.forms import clean

MAX_LENGTH = 10_000
_COUNTED = frozenset({TypeName.WHOLE, TypeName.CHOICES})
"""Types whose limits are whole numbers."""


WHOLE = {
    "min_length": (1, MAX_LENGTH),
    "max_length": (1, MAX_LENGTH),
    "scale": (MIN_SCALE, MAX_SCALE),
    "max_megabytes": (1, MAX_MEGABYTES),
    "max_files": (1, MAX_FILES),
}
"""Settings that are whole numbers, with the least and the most."""
WORDS = {"low_words": 60, "high_words": 60, "value": 200, "asset": 40}
"""Settings that are texts, with the most characters."""


def posted_setting(name: str) -> str:
    """What was typed or ticked; several ticks are joined by commas, which no name of a kind has."""
    return (
        ",".join(str(clean(text)) for text in request.form.getlist(name))
        if name == "accept"
        else str(clean(request.form.get(name, "")))
    )


ORDERED = (
    ("minimum", "maximum", "This is below the least."),
    ("min_length", "max_length", "This is shorter than the shortest answer."),
    ("earliest", "latest", "This is before the earliest day."),
)
"""Settings of which the second may not be below the first, and what to say at the second."""


class Wrong(Exception):
    """What was typed is no such setting; the text is a sentence for the field."""


def read_settings(typed: Mapping[str, str], type_name: TypeName) -> tuple[Settings, dict[str, str]]:
    """The settings, and name → sentence for those that could not be read."""
    wrong: dict[str, str] = {}
    read: dict[str, object] = {}
    for name, text in typed.items():
        try:
            read[name] = _read(name, text, type_name)
        except Wrong as fault:
            wrong[name] = str(fault)
    settings = Settings(**read)  # type: ignore[arg-type]  # _read gives each name its own kind of value
    return settings, wrong or _contradictions(read)


def _contradictions(read: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for first, second, sentence in ORDERED:
        low, high = (_comparable(read.get(name)) for name in (first, second))
        if low is not None and high is not None and high < low:
            found[second] = sentence
    return found


def _comparable(value: object) -> Decimal | None:
    """A number for what has an order; a day that is told from today has none."""
    day = fixed(value) if isinstance(value, str) else None
    if day is not None:
        return Decimal(day.toordinal())
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _read(name: str, text: str, type_name: TypeName) -> object:
    if name in WORDS:
        return _words(text, WORDS[name])
    if name in WHOLE:
        return _whole(text, *WHOLE[name])
    return READERS[name](text) if name in READERS else _number(name, text, type_name)


def _number(name: str, text: str, type_name: TypeName) -> Decimal | None:
    if not text:
        return None
    number = parse_number(one_line(text), Marks())
    if number is None:
        raise Wrong("Enter a number, like 250.")
    if type_name in _COUNTED and number != int(number):
        raise Wrong("Enter a whole number, like 250.")
    if type_name is TypeName.CHOICES and number < 1:
        raise Wrong("Enter 1 or more, or leave it empty.")
    if name == "increment" and number <= 0:
        raise Wrong("Enter more than 0, or leave it empty.")
    return number


def _day(text: str) -> str:
    day = bound(text) if text.strip() else ""
    if day is None:
        raise Wrong("Enter a day like 2027-03-31, or today, today + 14, today - 30.")
    return day


def _whole(text: str, least: int, most: int) -> int | None:
    if not text:
        return None
    number = parse_number(one_line(text), Marks())
    if number is None or number != int(number) or not least <= number <= most:
        raise Wrong(f"Enter a whole number from {least} to {most:,}.")
    return int(number)


def _words(text: str, longest: int) -> str:
    words = one_line(text)
    if len(words) > longest:
        raise Wrong(f"Shorten this to {longest} characters or fewer; it has {len(words)}.")
    return words


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code not in list_currencies():
        raise Wrong("Enter a currency as three letters, like USD.")
    return code


def _display(text: str) -> Display:
    return Display(text) if text in set(Display) else Display.AUTO


def _kinds(text: str) -> tuple[FileKind, ...]:
    return tuple(kind for kind in FileKind if kind in text.split(","))


def _country(text: str) -> str:
    return text if text in country_codes() else ""


READERS: Mapping[str, Callable[[str], object]] = {
    "display": _display,
    "accept": _kinds,
    "currency": _currency,
    "earliest": _day,
    "latest": _day,
    "country": _country,
}
"""Settings that are neither numbers nor plain texts."""
