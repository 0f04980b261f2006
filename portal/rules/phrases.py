"""Texts as they are looked for: folded, one space between words, and from each word on."""

import unicodedata

LONGEST = 60
MOST = 12
"""Words of a text from which on it can be found."""


def folded(text: str) -> str:
    """Without case, accents and what is no letter or digit: ``  Renée O'Neil `` is ``renee o neil``."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain.casefold()).split())


def phrases(*texts: str) -> frozenset[str]:
    """Each text from each of its words on, cut to ``LONGEST``: whatever somebody types first begins one of them."""
    return frozenset(phrase for text in texts for phrase in _of(folded(text)))


def _of(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[place:])[:LONGEST] for place in range(min(len(words), MOST))]
