"""What somebody types first begins one of the phrases."""

import pytest

from portal.rules.phrases import LONGEST, folded, phrases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ada   Lovelace ", "ada lovelace"),
        ("Renée O'Neil", "renee o neil"),
        ("STRASSE Straße", "strasse strasse"),
        ("a.b@c-d.example", "a b c d example"),
        ("山田 太郎", "山田 太郎"),
        ("!?", ""),
    ],
)
def test_text_is_folded(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_each_word_begins_a_phrase() -> None:
    assert phrases("Ada King Lovelace", "Analytical Engines") == {
        *("ada king lovelace", "king lovelace", "lovelace"),
        *("analytical engines", "engines"),
    }


def test_long_text_is_cut_and_nothing_gives_nothing() -> None:
    assert all(len(phrase) <= LONGEST for phrase in phrases("x" * 500, "y " * 500))
    assert phrases("", " - ") == frozenset()
