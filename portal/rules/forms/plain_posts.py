"""Posts of plain HTML forms on other sites (P18): no token says when the page was made and which attempt this is, so
they are doubted more, and told apart by what they say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from portal.rules.canonical import digest

SAME_FOR = timedelta(minutes=10)
"""The same answers within this time are one post."""

_MARKUP = re.compile(r"<\s*[a-z!/]|\[/?url\b|\bhref\s*=", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def attempt_keys(form_id: int, body_hash: str, now: datetime) -> tuple[str, str]:
    """The attempt's key, and the one that the same answers had if they came a stretch of time earlier."""
    stretch = int(now.timestamp() // SAME_FOR.total_seconds())
    now_key, key_before = (digest(f"plain {form_id} {body_hash} {number}") for number in (stretch, stretch - 1))
    return now_key, key_before


def doubts(posted: Mapping[str, Sequence[str]], *, origin: str, sites: Iterable[str]) -> str:
    """Why the post looks like a machine's, beyond what is asked of every post; empty when it does not.

    ``origin`` is what the browser said about the page, empty when it said nothing. ``sites`` may show the form.
    """
    named = frozenset(sites)
    if named and origin.startswith("http") and origin.lower() not in named:
        return f"posted from {origin[:100]}, a site that the form does not name"
    for name, values in posted.items():
        for text in values:
            if _MARKUP.search(text):
                return f"markup in {name.replace('_', ' ')}"
            if len(_ADDRESS.findall(text)) > 1:
                return f"several web addresses in {name.replace('_', ' ')}"
    return ""
