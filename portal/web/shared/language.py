"""The language that a visitor reads: which one, and Baton's own sentences in it.

The rules say what is wrong in English; here, at the edge, a sentence is known again by its pattern. What the catalogue
of a language lacks stays English.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Flask, g, has_app_context, request
from markupsafe import Markup, escape

CATALOGUES = Path(__file__).parent / "languages"
_PLACE = re.compile(r"\{([a-z]+)\}")
_SENTENCES = frozenset({"limits"})
_LISTS = frozenset({"kinds"})


def init_language(app: Flask) -> None:
    """``t`` in templates: Baton's own sentence in the language of the page."""
    app.jinja_env.globals["t"] = t


def speak(locale: str, languages: tuple[str, ...] = ()) -> None:
    """From here on this answer speaks that language, one of those of the form."""
    g.language, g.languages = locale, languages


def offered() -> tuple[str, ...]:
    """The languages of the form that this answer shows."""
    found: tuple[str, ...] = g.get("languages", ())
    return found


@lru_cache(maxsize=64)
def name_of(code: str, reader: str = "") -> str:
    """What a language is called by those who speak it, or by the reader."""
    try:
        name = str(Locale.parse(code, sep="-").get_display_name(reader or code))
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:] if name != "None" else code


def spoken() -> str:
    """The language of this answer; English for the portal's own pages."""
    return str(g.get("language", "en")) if has_app_context() else "en"


def t(sentence: str, **values: Any) -> Any:
    """The sentence in the language of the page; values that are markup stay markup."""
    said = _catalogue(spoken()).get(sentence, sentence)
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(str(escape(said))).format(**values)  # noqa: S704  the sentence was escaped
    return said.format(**values) if values else said


def told(message: str) -> str:
    """What the rules said in English, in the language of the page."""
    catalogue = _catalogue(spoken())
    if not catalogue or not message:
        return message
    if message in catalogue:
        return catalogue[message]
    for pattern, said in _patterns(_base(spoken())):
        found = pattern.fullmatch(message)
        if found:
            return said.format(**{name: _value(name, text) for name, text in found.groupdict().items()})
    return message


def choose(offered: Iterable[str]) -> str:
    """The language that the address names, else the one that the browser likes best, else the first."""
    languages = list(offered)
    wanted = request.args.get("lang", "")
    if wanted in languages:
        return wanted
    for liked in request.accept_languages.values() if len(languages) > 1 else ():
        for language in languages:
            if liked.lower() == language.lower() or liked.lower().partition("-")[0] == language.lower():
                return language
        base = next((one for one in languages if one.partition("-")[0] == liked.lower().partition("-")[0]), None)
        if base is not None:
            return base
    return languages[0]


def wished() -> str:
    """``?lang=de`` where the address names a language, to be handed on to the next page."""
    lang = request.args.get("lang", "")
    return f"lang={lang}" if re.fullmatch(r"[A-Za-z0-9-]{2,20}", lang) else ""


def onward(address: str) -> str:
    """The address with the language that this one names."""
    return f"{address}{'&' if '?' in address else '?'}{wished()}" if wished() else address


def _value(name: str, text: str) -> str:
    if name in _SENTENCES:
        return told(text)
    if name in _LISTS:
        parts = (part if part == "PDF" else part[:1].lower() + part[1:] for part in text.split(" or "))
        return f" {t('or')} ".join(map(t, parts))
    return text


def _base(locale: str) -> str:
    return locale.partition("-")[0].partition("_")[0].lower()


def _catalogue(locale: str) -> Mapping[str, str]:
    return _read(_base(locale))


@lru_cache(maxsize=16)
def _read(language: str) -> Mapping[str, str]:
    """Read once per process, when it is first needed; empty for a language that Baton does not speak."""
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
