"""The limits of a free question as typed: read into settings, or told what is wrong with them."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import list_currencies
from flask import request

from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Display, FileKind, Settings, TypeName
from portal.rules.questions.numbers import Marks, parse_number
from portal.rules.questions.types.file import MAX_FILES, MAX_MEGABYTES
from portal.rules.questions.types.rating import MAX_SCALE, MIN_SCALE
from portal.web.shared.forms import clean

MAX_LENGTH = 10_000
_COUNTED = frozenset({TypeName.WHOLE, TypeName.CHOICES})
"""Types whose limits are whole numbers."""


WHOLE = {
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
    if not wrong and settings.minimum is not None and settings.maximum is not None:
        wrong |= {"maximum": "This is below the least."} if settings.maximum < settings.minimum else {}
    return settings, wrong


def _read(name: str, text: str, type_name: TypeName) -> object:
    if name in WORDS:
        return _words(text, WORDS[name])
    if name in WHOLE:
        return _whole(text, *WHOLE[name])
    match name:
        case "display":
            return Display(text) if text in set(Display) else Display.AUTO
        case "accept":
            return tuple(kind for kind in FileKind if kind in text.split(","))
        case "currency":
            return _currency(text)
        case _:
            return _number(text, type_name)


def _number(text: str, type_name: TypeName) -> Decimal | None:
    if not text:
        return None
    number = parse_number(one_line(text), Marks())
    if number is None:
        raise Wrong("Enter a number, like 250.")
    if type_name in _COUNTED and number != int(number):
        raise Wrong("Enter a whole number, like 250.")
    if type_name is TypeName.CHOICES and number < 1:
        raise Wrong("Enter 1 or more, or leave it empty.")
    return number


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
