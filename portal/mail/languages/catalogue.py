"""Baton's own sentences in the languages that it speaks: a JSON file each, from the English sentence to the other.

The rules say what is wrong in English; at the edge a sentence is known again by its pattern. What the catalogue of a
language lacks stays English.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from portal.rules.questions.numbers import marks

CATALOGUES = Path(__file__).parent
SPOKEN = ("en", "de", "es", "fr", "it", "nl")
_PLACE = re.compile(r"\{([a-z]+)\}")
_SENTENCES = frozenset({"limits"})
_LISTS = frozenset({"kinds"})
_COUNTS = frozenset({"count", "limit"})


def base(locale: str) -> str:
    """``de`` of ``de-CH``."""
    return locale.partition("-")[0].partition("_")[0].lower()


def catalogue(locale: str) -> Mapping[str, str]:
    """The sentences of that language; empty for English and for a language that Baton does not speak."""
    return _read(base(locale))


def say(sentence: str, locale: str, **values: object) -> str:
    """The sentence in that language, with the values in their places."""
    said = catalogue(locale).get(sentence, sentence)
    return said.format(**values) if values else said


def told_in(message: str, locale: str) -> str:
    """What was said in English, with its values in it, in that language."""
    sentences = catalogue(locale)
    if not sentences or not message:
        return message
    if message in sentences:
        return sentences[message]
    for pattern, said in _patterns(base(locale)):
        found = pattern.fullmatch(message)
        if found:
            return said.format(**{name: _value(name, text, locale) for name, text in found.groupdict().items()})
    return f"{told_in(message[:-1], locale)}." if message.endswith(".") else message


def day_in(day: date, locale: str) -> str:
    """The day in words: 31. März 2027; English, as the British have it, in a language that nobody knows."""
    try:
        return format_date(day, "long", locale=Locale.parse("en-GB" if locale == "en" else locale, sep="-"))
    except (UnknownLocaleError, ValueError):
        return f"{day:%-d %B %Y}"


def _value(name: str, text: str, locale: str) -> str:
    if name in _SENTENCES:
        return told_in(text, locale)
    if name in _LISTS:
        parts = (part if part == "PDF" else part[:1].lower() + part[1:] for part in text.split(" or "))
        return f" {say('or', locale)} ".join(say(part, locale) for part in parts)
    return text.replace(",", marks(locale).group) if name in _COUNTS else text


@lru_cache(maxsize=16)
def _read(language: str) -> Mapping[str, str]:
    """Read once per process, when it is first needed."""
    file = CATALOGUES / f"{language}.json"
    return dict(json.loads(file.read_text())) if language.isalpha() and file.is_file() else {}


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with places, the most particular first."""
    found = [(source, said) for source, said in _read(language).items() if _PLACE.search(source)]
    found.sort(key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return tuple((re.compile(_expression(source), re.DOTALL), said) for source, said in found)


def _expression(source: str) -> str:
    parts = _PLACE.split(source)
    return "".join(re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+?)" for index, part in enumerate(parts))
