"""Lifecycle facts: dates that are set once, the first time, and never lowered."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from portal.rules.agreement.verdict import Qualification


class Fact(StrEnum):
    """The facts under the names of their columns, in the order of the funnel; ``lost_at`` stands beside it."""

    KNOWN = "known_at"
    MQL = "mql_at"
    SQL = "sql_at"
    ACCEPTED = "accepted_at"
    FIT_CONFIRMED = "fit_confirmed_at"
    OPPORTUNITY = "opportunity_at"
    WON = "won_at"
    LOST = "lost_at"


Facts = Mapping[Fact, datetime | None]

FUNNEL: tuple[Fact, ...] = tuple(fact for fact in Fact if fact is not Fact.LOST)
"""The stages of the funnel; whoever reached one counts in every one before it."""

_OF_LEVEL: Mapping[Qualification, tuple[Fact, ...]] = {
    Qualification.UNQUALIFIED: (Fact.KNOWN,),
    Qualification.MQL: (Fact.KNOWN, Fact.MQL),
    Qualification.SQL: (Fact.KNOWN, Fact.MQL, Fact.SQL),
}


def with_fact(facts: Facts, fact: Fact, at: datetime) -> dict[Fact, datetime | None]:
    """The facts with this one set, unless it was set before."""
    return {**facts, fact: facts.get(fact) or at}


def facts_after(facts: Facts, level: Qualification, at: datetime) -> dict[Fact, datetime | None]:
    """The facts after a verdict: what it shows is set once; a lower verdict later takes nothing back."""
    after = dict(facts)
    for fact in _OF_LEVEL[level]:
        after = with_fact(after, fact, at)
    return after


def reached_at(facts: Facts, stage: Fact) -> datetime | None:
    """When the lead counts as having reached a stage of the funnel: the earliest date of it and of every later stage.

    An incomplete MQL that a rep took has no ``sql_at``; in a funnel it counts as an SQL from its acceptance on, so that
    every stage contains the next (invariant 7).
    """
    later = FUNNEL[FUNNEL.index(stage) :]
    return min((at for fact in later if (at := facts.get(fact)) is not None), default=None)
