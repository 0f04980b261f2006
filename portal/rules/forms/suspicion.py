"""Signs that a machine filled in a form (P13). A suspect is kept aside and can be restored; it is never thrown away."""

import re
from collections.abc import Mapping, Sequence

PEOPLE = ("first_name", "last_name")
NAMES = (*PEOPLE, "job_title", "company")
_LINK = re.compile(r"https?:/|://|\[/?url\b|\bhref\s*=|<\s*[a-z!/]", re.IGNORECASE)
_ADDRESS = re.compile(r"\bwww\.|\w\.[a-z]{2,}/\S", re.IGNORECASE)


def suspicion(posted: Mapping[str, Sequence[str]], *, decoy: str, age: float, minimum: float) -> str:
    """Why the post looks like a machine's, in words for the spam box; empty when it does not.

    ``decoy`` names the question that people never see. ``age`` is how many seconds ago the page was made, by the
    signed time of its token and never by what the client says; nobody reads and answers in less than ``minimum``.
    """
    if any(text.strip() for text in posted.get(decoy, ())):
        return "answered the question that people do not see"
    waited = max(age, 0.0)  # the clocks of two servers may differ a little
    if waited < minimum:
        return f"sent {waited:.1f} seconds after the page was made"
    for key in NAMES:
        if any(_advertises(key, text) for text in posted.get(key, ())):
            return f"a link or markup in {key.replace('_', ' ')}"
    return ""


def _advertises(key: str, text: str) -> bool:
    """A company may be called like its website; a person is not."""
    return bool(_LINK.search(text) or (key in PEOPLE and _ADDRESS.search(text)))
