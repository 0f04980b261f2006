"""The language that a visitor reads: which one it is, and Baton's own sentences in it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Flask, g, has_app_context, request
from markupsafe import Markup, escape

from portal.mail.languages.catalogue import SPOKEN, catalogue, day_in, told_in

_VISITORS = re.compile(r"/(f|l|complete|consent|meet)/")


def init_language(app: Flask) -> None:
    """``t`` in templates: Baton's own sentence in the language of the page, which is ``spoken()``."""
    app.jinja_env.globals.update(t=t, told=told, spoken=spoken)
    app.jinja_env.filters["day_told"] = lambda moment: day_in(moment, spoken())


def speak(locale: str, languages: tuple[str, ...] = ()) -> None:
    """From here on this answer speaks that language, one of those of the form."""
    g.language, g.languages = locale, languages


def speak_to_strangers() -> bool:
    """Whether a visitor reads this answer; from here on it speaks their language, if no form chose one before."""
    if not _VISITORS.match(request.path):
        return False
    if "language" not in g:
        speak(choose(SPOKEN))
    return True


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
    said = catalogue(spoken()).get(sentence, sentence)
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(str(escape(said))).format(**values)  # noqa: S704  the sentence was escaped
    return said.format(**values) if values else said


def told(message: str) -> str:
    """What the rules said in English, in the language of the page."""
    return told_in(message, spoken())


def choose(offered: Iterable[str], *, browser: bool = True) -> str:
    """The language that the address names, else the one that the ``browser`` likes best, else the first."""
    languages = list(offered)
    wanted = request.args.get("lang", "")
    if wanted in languages:
        return wanted
    for liked in request.accept_languages.values() if browser and len(languages) > 1 else ():
        for language in languages:
            if liked.lower() == language.lower() or liked.lower().partition("-")[0] == language.lower():
                return language
        base = next((one for one in languages if one.partition("-")[0] == liked.lower().partition("-")[0]), None)
        if base is not None:
            return base
    return languages[0]


def wished() -> str:
    """``lang=de`` where the address names a language, to be handed on to the next page."""
    lang = request.args.get("lang", "")
    return f"lang={lang}" if re.fullmatch(r"[A-Za-z0-9-]{2,20}", lang) else ""


def onward(address: str) -> str:
    """The address with the language that this one names."""
    return f"{address}{'&' if '?' in address else '?'}{wished()}" if wished() else address
