"""A form in further languages (P17): every text by its place, what is missing, and what is older than its source.

Option ids, keys and conditions have no language, so an answer means the same whatever language it was given in.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.translated import Text, Translation
from portal.rules.questions.key import Option

Change: TypeAlias = Callable[[str, str], str]
"""From the place of a text and the text to the text that stands there."""

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
MOST_LANGUAGES = 12
LONGEST = 4000
_PAGE = ("title", "intro", "button", "privacy_note", "thanks_title", "thanks_text", "quote", "quote_by", "error_title")

_NOTES = ("partial_note", "free_mail_note", "disposable_note")


@dataclass(frozen=True)
class Stale:
    """A translation that is older than its text; ``was`` is what is shown until somebody looks at it again."""

    locale: str
    path: str
    source: str
    was: str


class Made(NamedTuple):
    """A translation and the text that it was made from."""

    text: str
    source: str


def texts(definition: Definition) -> dict[str, str]:
    """Every text that visitors read, by its place, in the order in which they read them."""
    found: dict[str, str] = {}

    def note(path: str, text: str) -> str:
        if text.strip():
            found[path] = text
        return text

    _rewritten(definition, note)
    return found


def in_language(definition: Definition, locale: str) -> Definition:
    """The form in that language, text by text; what is not translated stays as it is. Another one: the form itself."""
    found = translation_of(definition, locale)
    if found is None:
        return definition
    words = {text.path: text.text for text in found.texts if text.text}
    return replace(_rewritten(definition, words.get), locale=locale)


def languages(definition: Definition) -> tuple[str, ...]:
    """The form's own language first."""
    return (definition.locale, *(translation.locale for translation in definition.translations))


def translation_of(definition: Definition, locale: str) -> Translation | None:
    """The translation into that language, if there is one."""
    return next((found for found in definition.translations if found.locale == locale), None)


def with_words(definition: Definition, locale: str, words: Mapping[str, str]) -> Definition:
    """The form with these translations, all of them as fresh as their texts are now. Empty ones are taken away."""
    source = texts(definition)
    return with_made(definition, locale, {path: Made(word, source.get(path, "")) for path, word in words.items()})


def with_made(definition: Definition, locale: str, made: Mapping[str, Made]) -> Definition:
    """The form with these translations, each as fresh as the text that it was made from."""
    source = texts(definition)
    before = translation_of(definition, locale)
    kept = {text.path: text for text in before.texts} if before else {}
    kept.update({path: Text(path, mark(new.source), new.text) for path, new in made.items()})
    done = tuple(kept[path] for path in source if path in kept and kept[path].text)
    return _with(definition, Translation(locale, done))


def without_language(definition: Definition, locale: str) -> Definition:
    """The form without that translation."""
    kept = tuple(found for found in definition.translations if found.locale != locale)
    return replace(definition, translations=kept)


def missing(definition: Definition, locale: str) -> tuple[str, ...]:
    """Places of texts that have no translation."""
    found = translation_of(definition, locale)
    done = {text.path for text in found.texts if text.text} if found else set()
    return tuple(path for path in texts(definition) if path not in done)


def stale(definition: Definition) -> tuple[Stale, ...]:
    """Every translation that is older than its text, by language."""
    source = texts(definition)
    return tuple(
        Stale(found.locale, text.path, source[text.path], text.text)
        for found in definition.translations
        for text in found.texts
        if text.path in source and text.source != mark(source[text.path])
    )


def outdated(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Where translations are older than their text: ``field.plan``, ``step.one`` or ``page`` → in which languages."""
    found: dict[str, dict[str, None]] = {}
    for old in stale(definition):
        kind, *rest = old.path.split(".")
        place = ".".join((kind, *rest[:1])) if kind in {"field", "step"} else kind
        found.setdefault(place, {})[old.locale] = None
    return {place: tuple(locales) for place, locales in found.items()}


def translation_faults(definition: Definition) -> Iterator[str]:
    """What is no language, too long or too many, in words."""
    if len(definition.translations) > MOST_LANGUAGES:
        yield f"A form has at most {MOST_LANGUAGES} languages beside its own."
    for found in definition.translations:
        if not LANGUAGE.fullmatch(found.locale):
            yield f"“{found.locale[:20]}” is not the code of a language, like de or pt-BR."
        if any(len(text.text) > LONGEST or len(text.path) > 200 for text in found.texts):
            yield f"A translation is longer than {LONGEST:,} characters."


def mark(text: str) -> str:
    """What a text is known by: enough of its SHA-256 to tell that it changed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _with(definition: Definition, translation: Translation) -> Definition:
    others = [found for found in definition.translations if found.locale != translation.locale]
    ordered = sorted([*others, translation], key=lambda found: found.locale)
    return replace(definition, translations=tuple(ordered))


def _rewritten(definition: Definition, change: Change) -> Definition:
    notes = {name: change(f"behaviour.{name}", getattr(definition.behaviour, name)) for name in _NOTES}
    return replace(
        definition,
        page=_page(definition.page, change),
        steps=tuple(_step(step, change) for step in definition.steps),
        theme=replace(definition.theme, logo_alt=change("logo", definition.theme.logo_alt)),
        behaviour=replace(definition.behaviour, **notes),  # type: ignore[arg-type]  # all of them are texts
    )


def _page(page: Page, change: Change) -> Page:
    words = {name: change(f"page.{name}", getattr(page, name)) for name in _PAGE}
    points = tuple(change(f"page.points.{number}", point) for number, point in enumerate(page.points, 1))
    return replace(page, points=points, **words)


def _step(step: Step, change: Change) -> Step:
    title = change(f"step.{step.id}.title", step.title)
    return replace(step, title=title, fields=tuple(_field(field, change) for field in step.fields))


def _field(field: Field, change: Change) -> Field:
    place = f"field.{field.key}"
    settings = replace(
        field.settings,
        low_words=change(f"{place}.low", field.settings.low_words),
        high_words=change(f"{place}.high", field.settings.high_words),
    )
    return replace(
        field,
        label=change(f"{place}.label", field.label),
        help=change(f"{place}.help", field.help),
        options=tuple(_option(option, f"{place}.option.{option.id}", change) for option in field.options),
        settings=settings,
    )


def _option(option: Option, place: str, change: Change) -> Option:
    return replace(option, label=change(place, option.label), help=change(f"{place}.help", option.help))
