"""What is known of a lead's person, value by value, with where each came from (X8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.reports import provenance
from portal.reports.provenance import Source
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import name_of, seen_in_words
from portal.services.intake.known import Known, Profile


@dataclass(frozen=True)
class KnownValue:
    """``source``: what brought it, None where a colleague found it out. ``by``: who entered it, or took it over.
    ``cleared_by``: who said that it is right although it was doubted."""

    name: str
    value: str
    at: datetime
    source: Source | None
    by: str
    cleared_by: str


def known_values(profile: Profile, terms: Terms) -> tuple[KnownValue, ...]:
    """Every answer that counts, in the order of the agreement. Two queries whatever is known."""
    given = {key: one for key, one in profile.items() if one.answer.answered}
    sources = provenance.sources(one.submission_id for one in given.values() if one.submission_id)
    people = {person for one in given.values() for person in (one.by_id, one.cleared_by_id) if person}
    names = provenance.names(people)
    return tuple(_value(key, given[key], terms, sources, names) for key in _in_order(given, terms))


def _in_order(given: Mapping[str, Known], terms: Terms) -> tuple[str, ...]:
    agreed = [one.key.key for one in terms.keys if one.key.key in given]
    return (*agreed, *(key for key in given if terms.agreed(key) is None))


def _value(key: str, known: Known, terms: Terms, sources: Mapping[int, Source], names: Mapping[int, str]) -> KnownValue:
    agreed = terms.agreed(key)
    return KnownValue(
        name=key.replace("_", " ").capitalize() if agreed is None else name_of(agreed.key),
        value=str(known.answer.value) if agreed is None else seen_in_words(known.answer, agreed.key),
        at=known.at,
        source=sources.get(known.submission_id or 0),
        by=names.get(known.by_id or 0, ""),
        cleared_by=names.get(known.cleared_by_id or 0, ""),
    )
