"""Where a visitor came from, in words: the first touch and the last (P10)."""

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE_WORDS: Mapping[str, str] = {
    "utm_source": "Source",
    "utm_medium": "Medium",
    "utm_campaign": "Campaign",
    "utm_term": "Search term",
    "utm_content": "Advertisement",
    "gclid": "Google click",
    "msclkid": "Microsoft click",
    "referrer": "Came from",
    "landing_url": "Landing page",
    "embed_url": "Form shown on",
}


@dataclass(frozen=True)
class Touch:
    """One touch: pairs of a word and what was found."""

    title: str
    facts: tuple[tuple[str, str], ...]


def touches(first: Mapping[str, str], last: Mapping[str, str]) -> tuple[Touch, ...]:
    """First and last touch, from the sources of the first and the last submission; one where they are the same."""
    earliest, latest = _touch("First touch", first, "first_"), _touch("Last touch", last, "")
    if earliest.facts == latest.facts:
        latest = Touch("First and last touch", latest.facts)
        return (latest,) if latest.facts else ()
    return tuple(touch for touch in (earliest, latest) if touch.facts)


def _touch(title: str, source: Mapping[str, str], prefix: str) -> Touch:
    known = ((words, source.get(prefix + name, "")) for name, words in SOURCE_WORDS.items())
    return Touch(title, tuple((words, value) for words, value in known if value))
