"""What a condition compares an answer with, as a value and as JSON."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from portal.rules.canonical import Json
from portal.rules.questions.cleaning import storable
from portal.rules.questions.numbers import number_from_json, number_to_json

Compared: TypeAlias = str | bool | int | Decimal | tuple[str, ...] | tuple[Decimal, ...] | None

MAX_TEXT = 200
MAX_LIST = 200


def compared_to_json(value: Compared) -> Json:
    """The JSON form of what is compared with: texts, yes or no, numbers, or a list of texts or numbers."""
    if isinstance(value, tuple):
        return [part if isinstance(part, str) else number_to_json(part) for part in value]
    return value if value is None or isinstance(value, str | bool) else number_to_json(value)


def compared_from_json(document: object) -> Compared:
    """What is compared with, or None where the document is neither text, yes or no, number, nor a list of one sort."""
    if isinstance(document, bool):
        return document
    if isinstance(document, str):
        return document if usable(document) else None
    if isinstance(document, Sequence):
        return _list_from_json(document)
    return number_from_json(document)


def usable(text: str) -> bool:
    """Whether a condition may hold the text."""
    return len(text) <= MAX_TEXT and storable(text)


def _list_from_json(document: Sequence[object]) -> tuple[str, ...] | tuple[Decimal, ...] | None:
    texts = tuple(part for part in document if isinstance(part, str) and usable(part))
    numbers = tuple(Decimal(number) for number in map(number_from_json, document) if number is not None)
    if not 0 < len(document) <= MAX_LIST or len(document) not in {len(texts), len(numbers)}:
        return None
    return texts or numbers
