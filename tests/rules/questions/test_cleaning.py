"""Cleaning keeps what people write, and takes no longer for what they would never write."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.identity import company_domain, email_key
from portal.rules.questions.cleaning import many_lines, one_line, storable, without_controls
from portal.rules.questions.key import Key, KeyKind
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.registry import TYPES

HOSTILE = {
    "spaces": " " * 300_000 + "x",
    "lines of spaces": (" " * 99 + "x\n") * 5_000,
    "marks": "a" + "\u0301\u0316" * 150_000,
    "digits": "1" * 300_000,
    "separators": "1," * 150_000,
    "letters that fold": "İ" * 200_000,
    "ats": "@" * 300_000,
    "dots": "a." * 150_000,
    "an address": "a@" + "a." * 150_000 + "com",
    "hyphens": "-" * 300_000,
    "a scheme": "a" * 300_000 + "://",
}


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)
    assert storable(one_line(text))
    assert "\n" not in one_line(text)


def test_languages_that_stack_marks_are_kept() -> None:
    for text in ("Nguyễn Thị Ánh", "க்ஷ்மி", "ภาษาไทย", "Z" + "\u0301" * 30, "👩🏽‍💻", "مرحبا"):
        assert without_controls(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long_to_read(text: str) -> None:
    begun = time.process_time()
    for name, kind in TYPES.items():
        asked = Key("q", name, KeyKind.QUESTION, "Q")
        kind.raw((text,))
        if not kind.blank((text,)):
            try:
                kind.read((text,), asked, ReadingContext())
            except Unreadable:
                continue
    email_key(text)
    company_domain(text)
    assert time.process_time() - begun < 5
