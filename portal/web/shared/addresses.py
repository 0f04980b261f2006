"""What may stand in an address: numbers that the databases hold, text without control characters; all else is a 404."""

import unicodedata

from flask import Flask
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

LARGEST = 2**31 - 1
"""What the narrowest id of PostgreSQL holds: an id of four bytes is an error there beyond it, not merely not found."""


def held(text: str) -> int:
    """A number after the question mark that a database's integer holds. Raises ValueError for everything else."""
    number = int(text) if len(text) <= len(str(LARGEST)) else LARGEST + 1
    if not 0 <= number <= LARGEST:
        raise ValueError(text[:40])
    return number


class HeldInteger(IntegerConverter):
    """``<int:…>`` up to what a database's integer holds: a larger one would be an error there."""

    def to_python(self, value: str) -> int:
        """Werkzeug's hook; a ValidationError means that no rule matches."""
        if len(value) > len(str(LARGEST)) or super().to_python(value) > LARGEST:
            raise ValidationError
        return int(value)


class PlainText(UnicodeConverter):
    """``<name>`` without control characters: PostgreSQL refuses NUL."""

    def to_python(self, value: str) -> str:
        """Werkzeug's hook; a ValidationError means that no rule matches."""
        if any(unicodedata.category(sign) == "Cc" for sign in value):
            raise ValidationError
        return value


def plain_text(text: str) -> str:
    """A text after the question mark that every database takes: no control characters, no half ones."""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValueError(text)
    return text


def init_addresses(app: Flask) -> None:
    """To be called before routes are added."""
    app.url_map.converters.update({"int": HeldInteger, "default": PlainText, "string": PlainText})
