"""Lifecycle facts are set once; a funnel's stage contains the next."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.facts import FUNNEL, Fact, facts_after, reached_at, with_fact

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.integers(0, 1000).map(lambda hours: NOON + hours * HOUR)
some_facts = st.dictionaries(st.sampled_from(Fact), st.none() | moments)


def test_an_sql_was_known_and_an_mql_too() -> None:
    assert facts_after({}, Qualification.SQL, NOON) == {Fact.KNOWN: NOON, Fact.MQL: NOON, Fact.SQL: NOON}


def test_a_downgrade_takes_nothing_back_and_a_second_time_changes_nothing() -> None:
    once = facts_after({}, Qualification.SQL, NOON)
    assert facts_after(once, Qualification.UNQUALIFIED, NOON + HOUR) == once
    assert facts_after(once, Qualification.SQL, NOON + HOUR) == once


def test_an_mql_that_becomes_an_sql_keeps_its_first_date() -> None:
    first = facts_after({}, Qualification.MQL, NOON)
    assert facts_after(first, Qualification.SQL, NOON + HOUR) == {
        Fact.KNOWN: NOON,
        Fact.MQL: NOON,
        Fact.SQL: NOON + HOUR,
    }


@given(some_facts, st.sampled_from(Fact), moments)
def test_a_fact_is_set_once_and_alone(facts: dict[Fact, datetime | None], fact: Fact, at: datetime) -> None:
    after = with_fact(facts, fact, at)
    assert after[fact] == (facts.get(fact) or at)
    assert {key: value for key, value in after.items() if key is not fact} == {
        key: value for key, value in facts.items() if key is not fact
    }


@given(some_facts)
def test_whoever_reached_a_stage_reached_every_one_before_and_not_later(facts: dict[Fact, datetime | None]) -> None:
    reached = [reached_at(facts, stage) for stage in FUNNEL]
    for before, after in pairwise(reached):
        if after is not None:
            assert before is not None
            assert before <= after


def test_lost_is_no_stage_of_the_funnel() -> None:
    assert Fact.LOST not in FUNNEL
    assert reached_at({Fact.LOST: NOON}, Fact.KNOWN) is None
