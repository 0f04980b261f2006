"""Where a visitor came from, in words: the first touch and the last (P10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

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


def touches(first: Mapping[str, str], last: Mapping[str, str], language: str = "") -> tuple[Touch, ...]:
    """First and last touch, from the sources of the first and the last submission; one where they are the same.
    ``language`` is that of the last one; it is told where it is not English, the portal's own."""
    earliest, latest = _touch("First touch", first, "first_"), _touch("Last touch", last, "")
    spoken = _foreign(language)
    answered = (("Answered in", spoken),) if spoken else ()
    if earliest.facts == latest.facts:
        latest = Touch("First and last touch", (*answered, *latest.facts))
        return (latest,) if latest.facts else ()
    latest = Touch(latest.title, (*answered, *latest.facts))
    return tuple(touch for touch in (earliest, latest) if touch.facts)


def _foreign(language: str) -> str:
    """``German`` for ``de``; empty for English and for what is no language."""
    try:
        known = Locale.parse(language, sep="-") if language else None
    except (UnknownLocaleError, ValueError):
        return ""
    return str(known.get_display_name("en")) if known is not None and known.language != "en" else ""


def _touch(title: str, source: Mapping[str, str], prefix: str) -> Touch:
    known = ((words, source.get(prefix + name, "")) for name, words in SOURCE_WORDS.items())
    return Touch(title, tuple((words, value) for words, value in known if value))
