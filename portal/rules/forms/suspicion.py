"""Signs that a machine filled in a form (P13). A suspect is kept aside and can be restored; it is never thrown away."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from portal.rules.forms.reading import FORM_TOKEN, PAGE_NAMES, SOURCE_NAMES

PEOPLE = ("first_name", "last_name")
NAMES = (*PEOPLE, "job_title", "company")
MOST_LINKS = 3
"""People who write to sales rarely paste more."""
STRICTER = 3
PUZZLE_BITS = 16
"""Some 65,000 tries: a fifth of a second for a browser, and for whoever sends ten thousand posts, half an hour."""
_NOT_TYPED = frozenset({*SOURCE_NAMES, *PAGE_NAMES, FORM_TOKEN})
_LINK = re.compile(r"https?:/|://|\[/?url\b|\bhref\s*=|<\s*[a-z!/]", re.IGNORECASE)
_ADDRESS = re.compile(r"\bwww\.|\w\.[a-z]{2,}/\S", re.IGNORECASE)


def suspicion(
    posted: Mapping[str, Sequence[str]], *, decoy: str, age: float, minimum: float, strict: bool = False
) -> str:
    """Why the post looks like a machine's, in words for the spam box; empty when it does not.

    ``decoy`` names the question that people never see. ``age`` is how many seconds ago the page was made, by the
    signed time of its token and never by what the client says; nobody reads and answers in less than ``minimum``.
    ``strict``: one step up the ladder, for a post that lacks what a browser with JavaScript would have sent.
    """
    if any(text.strip() for text in posted.get(decoy, ())):
        return "answered the question that people do not see"
    waited = max(age, 0.0)  # the clocks of two servers may differ a little
    if waited < (STRICTER * minimum if strict else minimum):
        return f"sent {waited:.1f} seconds after the page was made"
    for key in NAMES:
        if any(_advertises(key, text) for text in posted.get(key, ())):
            return f"a link or markup in {key.replace('_', ' ')}"
    most = 0 if strict else MOST_LINKS
    if any(_links(text) > most for name, values in posted.items() if name not in _NOT_TYPED for text in values):
        return "more links than people write" if most else "a link, and the puzzle for browsers was not solved"
    return ""


def _links(text: str) -> int:
    return text.count("://") + text.count("[url")


def _advertises(key: str, text: str) -> bool:
    """A company may be called like its website; a person is not."""
    return bool(_LINK.search(text) or (key in PEOPLE and _ADDRESS.search(text)))


def solves(token: str, proof: str) -> bool:
    """Whether the SHA-256 of token and proof begins with enough zero bits; static/js/puzzle.js searches for it."""
    if not proof or len(proof) > 20:
        return False
    found = sha256(f"{token}:{proof}".encode()).digest()
    return int.from_bytes(found[:4]) >> (32 - PUZZLE_BITS) == 0
