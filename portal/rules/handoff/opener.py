"""The words to open a call with (S75, X18): one script for an SQL, one for an MQL, from collected facts only."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.rules.agreement.verdict import Qualification
from portal.rules.agreement.words import joined, name_of
from portal.rules.handoff.gaps import Gaps, excerpt, gaps, said
from portal.rules.handoff.research import Link, research_links
from portal.rules.questions.answer import Answers
from portal.rules.questions.key import Key, KeyKind, TypeName

__all__ = ["Gaps", "Link", "Opener", "OpenerFacts", "gaps", "opener", "research_links"]

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_CLOSING = {".", "!", "?", "…"}


@dataclass(frozen=True)
class OpenerFacts:
    """What the opener may use: the caller, the verdict, and the answers to ``keys`` (the agreement's, in its order).

    ``missing`` are the verdict's keys that are missing for an SQL.
    """

    caller: str
    organisation: str
    level: Qualification
    answers: Answers
    keys: tuple[Key, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opener:
    """``text`` to say; what the prospect told us already, with the answer; and what is still to be asked."""

    text: str
    do_not_ask: tuple[str, ...]
    ask: tuple[str, ...]


def opener(facts: OpenerFacts) -> Opener:
    """The opener for the lead as it stands. A clause whose fact was not collected is left out."""
    known = {key.key: said(facts.answers, key) for key in facts.keys}
    known = {key: text for key, text in known.items() if text}
    script = _sql_script if facts.level is Qualification.SQL else _mql_script
    return Opener(
        text=" ".join([_greeting(facts, known), *script(facts, known)]),
        do_not_ask=tuple(f"{name_of(key)}: {known[key.key]}" for key in facts.keys if _told(key, known)),
        ask=tuple(_ask(facts)),
    )


def _greeting(facts: OpenerFacts, known: dict[str, str]) -> str:
    name = f" {known['first_name']}" if "first_name" in known else ""
    return f"Hello{name}, this is {facts.caller} from {facts.organisation}."


def _sql_script(facts: OpenerFacts, known: dict[str, str]) -> Iterable[str]:
    """Name, topic, title and company, size: show that the form was read, then go on from there."""
    yield _topic(facts, known) or "Thank you for getting in touch with us."
    title, company = known.get("job_title"), known.get("company")
    if title and company:
        yield f"I see that you are {title} at {company}."
    elif company:
        yield f"I see that you are with {company}."
    sizes = [key for key in facts.keys if key.kind is KeyKind.SIZING and key.key in known]
    if sizes:
        yield f"You told us {joined([f'your {_spoken(key)} ({known[key.key]})' for key in sizes])}."
    if "current_solution" in known:
        yield f"You wrote that today you use {_sentence(excerpt(known['current_solution']))}"
    yield "I would like to hear what matters most to you, and to agree on the next step. Is now a good moment?"


def _mql_script(facts: OpenerFacts, known: dict[str, str]) -> Iterable[str]:
    """The lead is not vetted: find out who handles it, then ask for what is missing."""
    yield _topic(facts, known) or "Thank you for your interest in what we do."
    if "company" in known:
        yield f"Who handles this at {known['company']}: is it you, or somebody I should speak to?"
    else:
        yield "Who handles this at your company: is it you, or somebody I should speak to?"
    missing = [_spoken(key) for key in _missing(facts)]
    if missing:
        yield f"So that I can send you the right way, may I ask for your {joined(missing)}?"
    yield "When would a short call suit you?"


def _topic(facts: OpenerFacts, known: dict[str, str]) -> str:
    """What they came for: the choice they made, else the beginning of what they wrote."""
    needs = [
        key for key in facts.keys if key.kind is KeyKind.NEED and key.key in known and key.key != "current_solution"
    ]
    choices = [known[key.key] for key in needs if key.type in {TypeName.CHOICE, TypeName.CHOICES}]
    if choices:
        return f"You told us what brought you here: “{choices[0]}”."
    return f"You wrote to us: “{excerpt(known[needs[0].key])}”" if needs else ""


def _ask(facts: OpenerFacts) -> Iterable[str]:
    return (name_of(key) for key in _missing(facts))


def _missing(facts: OpenerFacts) -> Sequence[Key]:
    return [key for key in facts.keys if key.key in facts.missing and not said(facts.answers, key)]


def _told(key: Key, known: dict[str, str]) -> bool:
    return key.key in known and key.kind is not KeyKind.CONSENT


def _spoken(key: Key) -> str:
    """The key's name within a sentence: ``number of employees``, ``annual revenue``; an abbreviation stays as it is."""
    name = _IN_BRACKETS.sub("", name_of(key)).strip() or name_of(key)
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _sentence(text: str) -> str:
    return text if text[-1] in _CLOSING else f"{text}."
