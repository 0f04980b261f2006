"""Numbers as people type them and as JSON carries them: exact to fifteen digits, in Python and in the browser."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

MAX_DIGITS = 15
"""Significant digits that a double, and so the browser, keeps exactly."""

MAX_FRACTION = 6

MAX_TYPED = 100
"""Characters; nobody writes a number of fifteen digits longer than this."""

_ANY_LOCALE_GROUPS = " '’"
_DIGITS = re.compile(r"[0-9]+")
_EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹−", "01234567890123456789-")


@dataclass(frozen=True)
class Marks:
    """The decimal mark and the thousands mark of a locale."""

    decimal: str = "."
    group: str = ","


@lru_cache(maxsize=64)
def marks(locale: str) -> Marks:
    """The marks of a BCP 47 locale; English ones for a locale that nobody knows."""
    try:
        name = locale.replace("-", "_")
        return Marks(get_decimal_symbol(name), get_group_symbol(name))
    except (UnknownLocaleError, ValueError):
        return Marks()


def parse_number(text: str, written: Marks) -> Decimal | None:
    """The number that was typed, or None when it is not clearly one number ("250+", "1,20", "1-5").

    Spaces and apostrophes separate thousands everywhere; the locale's own mark does too. static/js/form-logic.js
    holds the same steps for the browser.
    """
    if len(text) > MAX_TYPED:
        return None
    clean = unicodedata.normalize("NFKC", text).strip().translate(_EASTERN)
    sign, body = ("-", clean[1:]) if clean.startswith("-") else ("", clean.removeprefix("+"))
    whole, mark, fraction = body.partition(written.decimal)
    digits = _ungrouped(whole, written.group + _ANY_LOCALE_GROUPS)
    if digits is None or (mark and not _DIGITS.fullmatch(fraction)) or len(fraction) > MAX_FRACTION:
        return None
    if len((digits + fraction).lstrip("0")) > MAX_DIGITS:
        return None
    return Decimal(f"{sign}{digits}.{fraction or 0}") + 0


def _ungrouped(whole: str, groups: str) -> str | None:
    """The digits without their thousands marks: one kind of mark, two or three digits a group, three in the last."""
    used = {sign for sign in whole if sign in groups}
    if len(used) > 1:
        return None
    first, *rest = whole.split(used.pop()) if used else [whole]
    if not all(_DIGITS.fullmatch(part) for part in (first, *rest)):
        return None
    if rest and (len(first) > 3 or len(rest[-1]) != 3 or any(len(part) not in {2, 3} for part in rest)):
        return None
    return first + "".join(rest)


def number_to_json(number: int | Decimal) -> int | float:
    """The one JSON form of a number: whole numbers without a fraction, so that equal numbers have equal text."""
    return int(number) if number == int(number) else float(number)


def number_from_json(document: object) -> int | Decimal | None:
    """The number of a JSON document, or None for anything that is not a finite number of at most fifteen digits."""
    if isinstance(document, bool) or not isinstance(document, int | float | Decimal):
        return None
    number = Decimal(repr(document)) if isinstance(document, float) else Decimal(document)
    if not is_exact(number):
        return None
    return int(number) if number == int(number) else number


def is_exact(number: Decimal) -> bool:
    """Whether the number is finite and within the digits that every reader keeps exactly."""
    if not number.is_finite() or number.copy_abs() >= 10**MAX_DIGITS:
        return False
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -50:
        return False
    whole, _, fraction = format(number.copy_abs(), "f").partition(".")
    significant = fraction.rstrip("0")
    return len(significant) <= MAX_FRACTION and len((whole + significant).lstrip("0")) <= MAX_DIGITS


def plain(number: int | Decimal) -> str:
    """Digits without grouping or exponent, for CSV and URLs."""
    return str(number_to_json(number)) if number == int(number) else format(Decimal(number).normalize(), "f")
