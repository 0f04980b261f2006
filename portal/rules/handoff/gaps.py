"""The three gaps that a lead must close (S15): who to speak to, how large they are, what they need."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.rules.agreement.words import name_of
from portal.rules.questions.answer import Answers
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.types.registry import of

LONGEST_TEXT = 140
_FREE_TEXT = frozenset({TypeName.TEXT, TypeName.LONG_TEXT})


@dataclass(frozen=True)
class Gaps:
    """Each filled with what is known, or None while it is open."""

    person: str | None
    size: str | None
    need: str | None


def gaps(answers: Answers, keys: Iterable[Key]) -> Gaps:
    """What is known of the three, from answers to these keys (the agreement's, or the library's)."""
    known = [(key, text) for key in keys if (text := said(answers, key))]
    sizes = [f"{name_of(key)}: {text}" for key, text in known if key.kind is KeyKind.SIZING]
    needs = [excerpt(text) for key, text in known if key.kind is KeyKind.NEED]
    person = _person({key.key: text for key, text in known})
    return Gaps(person, ", ".join(sizes) or None, "; ".join(needs) or None)


def said(answers: Answers, key: Key) -> str:
    """The answer in words, on one line; empty for every kind of nothing."""
    answer = answers.get(key.key)
    if answer is None or not answer.answered or answer.value is None:
        return ""
    return " ".join(of(key.type).friendly(answer.value, key).split())


def excerpt(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text, cut at a word where it is too long to be said."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;.:") + "…"


def _person(known: dict[str, str]) -> str | None:
    """Name and title; a name alone is enough, a title alone names nobody."""
    name = " ".join(known[key] for key in ("first_name", "last_name") if key in known)
    if not name:
        return None
    return f"{name}, {known['job_title']}" if "job_title" in known else name
