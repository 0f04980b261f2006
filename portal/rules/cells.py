"""Cells of an export that spreadsheets will not take for formulas, and what they held when they come back."""

import re

_LEADS_IN = frozenset("=+-@\t\r\n")
_PLAIN = re.compile(r"[+-]?[0-9][0-9 ().,/-]*")
"""Numbers and phone numbers: nothing that could be computed but themselves."""


def safe_cell(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would run it."""
    if text[:1] not in _LEADS_IN or not text or _PLAIN.fullmatch(text):
        return text
    return f"'{text}"


def unguarded(text: str) -> str:
    """The text without the quote that ``safe_cell`` put before it."""
    return text[1:] if text[:1] == "'" and safe_cell(text[1:]) == text else text
