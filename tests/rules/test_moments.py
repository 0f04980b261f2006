"""Moments and lengths of time in words, and the one byte form of a document."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import moments
from portal.rules.canonical import canonical, digest

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "Today 14:00"),
        (NOW + timedelta(hours=10), "Tomorrow 00:00"),
        (NOW - timedelta(days=1), "Yesterday 14:00"),
        (NOW + timedelta(days=2), "Tue 24 Nov, 14:00"),
        (NOW - timedelta(days=179), "Wed 27 May, 14:00"),
        (NOW - timedelta(days=181), "25 May 2026, 14:00"),
        (NOW + timedelta(days=400), "27 Dec 2027, 14:00"),
    ],
)
def test_a_moment_is_as_near_as_people_say_it(moment: datetime, words: str) -> None:
    assert moments.when(moment, UTC, NOW) == words


def test_today_is_the_readers() -> None:
    tokyo = moments.zone("Asia/Tokyo")
    assert moments.when(NOW + timedelta(hours=2), tokyo, NOW) == "Tomorrow 01:00"


@pytest.mark.parametrize(
    "name", ["", "Nowhere/City", "../../etc/passwd", "/etc/localtime", "Europe", "\x00", "x" * 300]
)
def test_an_unknown_zone_is_utc(name: str) -> None:
    assert moments.zone(name) is UTC


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-60, "less than a minute"),
        (29, "less than a minute"),
        (31, "1 min"),
        (119 * 60, "119 min"),
        (120 * 60, "2 h"),
        (47 * 3600, "47 h"),
        (48 * 3600, "2 days"),
        (400 * 86400, "400 days"),
    ],
)
def test_a_length_of_time_has_one_sensible_unit(seconds: int, words: str) -> None:
    assert moments.duration(timedelta(seconds=seconds)) == words


@given(st.integers(-700_000, 2_900_000), st.integers(-23, 23))
def test_every_moment_has_words(days: int, hours: int) -> None:
    assert moments.when(NOW + timedelta(days=days), timezone(timedelta(hours=hours)), NOW)


def test_equal_content_has_equal_bytes() -> None:
    assert canonical({"b": 1, "a": ["é", None]}) == canonical({"a": ["é", None], "b": 1}) == '{"a":["é",null],"b":1}'
    assert len(digest("x")) == 64


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_is_no_json_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"n": number})
