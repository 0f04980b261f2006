"""The length guard (S12): what each question is there for, and what publishing should think about but may ignore."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.agreement.terms import Level, Terms, criteria
from portal.rules.agreement.words import node_in_words
from portal.rules.forms.definition import Definition, Field, Purpose
from portal.rules.forms.length import estimate_seconds, field_seconds
from portal.rules.forms.translation import stale
from portal.rules.questions.key import TypeName

LONG_FORM_SECONDS = 180
"""Longer than most people will answer in one go."""

_AGREED: Mapping[Level | None, str] = {Level.MQL: "agreed (MQL)", Level.SQL: "agreed (SQL)"}


class AdviceKind(StrEnum):
    """What may be better, in the order shown."""

    LONG = "long"
    NO_WHY = "no_why"
    NO_THANKS = "no_thanks"
    NO_CONSENT = "no_consent"
    STALE = "stale"


@dataclass(frozen=True)
class Advice:
    """One thing to think about; ``field`` where it is about a question."""

    kind: AdviceKind
    field: Field | None = None


@dataclass(frozen=True)
class Cost:
    """A question, the seconds that it takes, and what it is there for; nothing where nobody has said."""

    field: Field
    seconds: int
    reason: str

    @property
    def extra(self) -> bool:
        """Neither level of the agreement needs it."""
        return self.field.level not in _AGREED


def costs(definition: Definition, terms: Terms | None, routed: Mapping[str, str]) -> tuple[Cost, ...]:
    """Every question that a visitor may be asked, in order. ``routed``: key → name of a routing rule that has it."""
    named = {} if terms is None else dict(_rules(terms))
    return tuple(
        Cost(field, max(round(field_seconds(field)), 1), _reason(field, named, routed))
        for field in definition.fields()
        if field.is_seen
    )


def advice(definition: Definition) -> tuple[Advice, ...]:
    """What publishing should think about."""
    return tuple(_advice(definition))


def _advice(definition: Definition) -> Iterator[Advice]:
    if estimate_seconds(definition) > LONG_FORM_SECONDS:
        yield Advice(AdviceKind.LONG)
    for field in definition.fields():
        if field.is_free and field.is_seen and not field.why:
            yield Advice(AdviceKind.NO_WHY, field)
    if not definition.page.thanks_text.strip():
        yield Advice(AdviceKind.NO_THANKS)
    consents = any(field.type is TypeName.CONSENT for field in definition.fields())
    if definition.purpose is not Purpose.HAND_RAISER and not consents:
        yield Advice(AdviceKind.NO_CONSENT)
    if stale(definition):
        yield Advice(AdviceKind.STALE)


def _rules(terms: Terms) -> Iterator[tuple[str, str]]:
    keys = {agreed.key.key: agreed.key for agreed in terms.keys}
    for root in (terms.sql, terms.mql):
        for criterion in criteria(root):
            yield criterion.key, node_in_words(criterion, keys.get)


def _reason(field: Field, named: Mapping[str, str], routed: Mapping[str, str]) -> str:
    if field.is_free:
        return field.why
    if field.level in _AGREED:
        return _AGREED[field.level]
    if field.key in named:
        return f"asked by the rule “{named[field.key]}”"
    if field.why:
        return field.why
    if field.key in routed:
        return f"asked by the routing rule “{routed[field.key]}”"
    return "agreed (optional)" if field.level is Level.OPTIONAL else ""
