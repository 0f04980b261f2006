"""A language made for tests: every sentence of Baton's in ⟦…⟧, every text of the form in «…». What a visitor sees
outside of both is English that nobody translated."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from portal.mail.languages import catalogue
from portal.rules.forms.definition import Definition
from portal.rules.forms.translation import texts, with_words
from portal.rules.questions.types.country import country_names

LANGUAGE = "de"
"""A real code, so that numbers, days and countries are those of a language that exists."""
SPOKEN_TO = ("aria-label", "alt", "title", "placeholder", "label")
SILENT = frozenset({"script", "style"})
_MARKED = re.compile(r"⟦[^⟦⟧«»]*⟧|«[^⟦⟧«»]*»")
_REFERENCE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")
_WORD = re.compile(r"[^\W\d_]{2,}")


@contextmanager
def pseudo_language(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within it, the language is the made one."""
    own = json.loads((catalogue.CATALOGUES / f"{LANGUAGE}.json").read_text())
    made = {sentence: f"⟦{sentence}⟧" for sentence in own}
    with patch.context() as changed:
        changed.setattr(catalogue, "_read", lambda language: made if language == LANGUAGE else {})
        catalogue._patterns.cache_clear()
        yield
    catalogue._patterns.cache_clear()


def in_pseudo(definition: Definition) -> Definition:
    """The form with every text of its own in the made language."""
    words = {path: f"«{text}»" for path, text in texts(definition).items()}
    return with_words(replace(definition, translations=()), LANGUAGE, words)


def leaks(html: str, *known: str) -> list[str]:
    """What a visitor would read or hear that is in neither kind of brackets. ``known``: names and what was typed."""
    reader = _Reader()
    reader.feed(html)
    spared = sorted({*known, *country_names(LANGUAGE).values()}, key=len, reverse=True)
    return [text for text in map(_bare, reader.said) if _WORD.search(_without(text, spared))]


def _bare(text: str) -> str:
    """Without what is marked, from the inside out."""
    while (found := _MARKED.sub("", text)) != text:
        text = found
    return " ".join(text.split())


def _without(text: str, known: list[str]) -> str:
    for name in known:
        text = text.replace(name, "")
    return _REFERENCE.sub("", text)


class _Reader(HTMLParser):
    """Words and spoken attributes. Neighbouring words count as one text: a mark may stand around an element."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = [""]
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in SILENT
        self.said[:0] = [value for name, value in attrs if name in SPOKEN_TO and value]
        self.said[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        self.silent = False
        self.said[-1] += " "
        if tag in {"p", "title", "li", "h1", "h2", "h3", "label", "legend", "option", "button", "a", "div"} and not (
            self.said[-1].count("⟦") - self.said[-1].count("⟧")
        ):
            self.said.append("")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said[-1] += data
