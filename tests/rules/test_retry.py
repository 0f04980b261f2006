"""Retries come later and later, never all together, and end after two days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.retry import GIVE_UP_AFTER, LONGEST_PAUSE, next_attempt

QUEUED = datetime(2026, 1, 5, 12, tzinfo=UTC)
jitters = st.floats(0, 1, exclude_max=True)
ages = st.integers(0, 47 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 5), (1, 5), (2, 10), (3, 20), (8, 640), (10, 2560), (11, 3600), (10**6, 3600)]
)
def test_the_pause_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    latest = next_attempt(attempts, 5, QUEUED, QUEUED, 0.999999)
    earliest = next_attempt(attempts, 5, QUEUED, QUEUED, 0.0)
    assert latest is not None
    assert latest - QUEUED == pytest.approx(timedelta(seconds=seconds), abs=timedelta(seconds=0.01))
    assert earliest == QUEUED + timedelta(seconds=seconds / 2)


@given(st.integers(1, 10**9), st.floats(0.001, 10**6), ages, jitters)
def test_the_next_try_lies_ahead_and_within_the_two_days(
    attempts: int, base: float, age: timedelta, jitter: float
) -> None:
    at = next_attempt(attempts, base, QUEUED, QUEUED + age, jitter)
    assert at is not None
    assert QUEUED + age < at <= min(QUEUED + age + LONGEST_PAUSE, QUEUED + GIVE_UP_AFTER)


@given(jitters, jitters)
def test_jitter_spreads_messages_that_failed_together(one: float, other: float) -> None:
    first, second = (next_attempt(5, 5, QUEUED, QUEUED, jitter) for jitter in sorted((one, other)))
    assert first is not None
    assert second is not None
    assert (second - first).total_seconds() == pytest.approx(abs(one - other) * 40, abs=1e-5)


def test_after_two_days_it_is_dead_and_the_last_try_is_at_their_end() -> None:
    nearly = QUEUED + GIVE_UP_AFTER - timedelta(minutes=1)
    assert next_attempt(60, 5, QUEUED, nearly, 0.5) == QUEUED + GIVE_UP_AFTER
    assert next_attempt(61, 5, QUEUED, QUEUED + GIVE_UP_AFTER, 0.5) is None
    assert next_attempt(61, 5, QUEUED, QUEUED + timedelta(days=9), 0.5) is None


def test_a_server_that_is_away_for_two_days_is_tried_some_sixty_times() -> None:
    at, tries = QUEUED, 0
    while (following := next_attempt(tries, 5, QUEUED, at, 0.5)) is not None:
        at, tries = following, tries + 1
    assert 60 <= tries <= 100
    assert at == QUEUED + GIVE_UP_AFTER
