"""The limits of a free question as typed: read into settings, or told what is wrong with them."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import list_currencies

from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Display, Settings, TypeName
from portal.rules.questions.numbers import Marks, parse_number

MAX_LENGTH = 10_000
_COUNTED = frozenset({TypeName.WHOLE, TypeName.CHOICES})
"""Types whose limits are whole numbers."""


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
    match name:
        case "display":
            return Display(text) if text in set(Display) else Display.AUTO
        case "currency":
            return _currency(text)
        case "max_length":
            return _length(text)
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


def _length(text: str) -> int | None:
    if not text:
        return None
    number = parse_number(one_line(text), Marks())
    if number is None or number != int(number) or not 1 <= number <= MAX_LENGTH:
        raise Wrong(f"Enter a whole number from 1 to {MAX_LENGTH:,}.")
    return int(number)


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code not in list_currencies():
        raise Wrong("Enter a currency as three letters, like USD.")
    return code
