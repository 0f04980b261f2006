"""Doubted answers on a lead's page, and why they are doubted (X12)."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.rules.agreement.plausible import implausible
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import name_of, seen_in_words
from portal.services.intake import known
from portal.services.intake.known import Known


@dataclass(frozen=True)
class Doubted:
    """A doubted answer: its value, and why nobody counts on it yet."""

    key: str
    name: str
    value: str
    why: str


def doubted(terms: Terms, profile_of: Mapping[str, Known]) -> tuple[Doubted, ...]:
    """Every doubted answer of the person, in the order of the rules."""
    found = implausible(known.answers(profile_of), terms)
    agreed = {key: item.key for key in found if (item := terms.agreed(key)) is not None}
    return tuple(
        Doubted(key, name_of(agreed[key]), seen_in_words(profile_of[key].answer, agreed[key]), why)
        for key, why in found.items()
        if key in agreed
    )
