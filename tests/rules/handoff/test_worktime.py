"""Working time is counted as a walker over the wall clock would count it, across every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.handoff.worktime import (
    Calendar,
    Week,
    WeekError,
    add_working,
    is_open,
    next_opening,
    week_from_json,
    week_in_words,
    week_to_json,
    working_minutes_between,
)

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo",
         "America/St_Johns", "Pacific/Apia", "America/Sao_Paulo"]  # fmt: skip
MINUTE = timedelta(minutes=1)
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin, forward
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # Berlin, back
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York, forward
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York, back
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe, back by half an hour
    datetime(2026, 4, 23, 22, tzinfo=UTC),  # Cairo, forward at midnight: the day starts at one
    datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia leaves out a whole day
    datetime(2018, 11, 4, 3, tzinfo=UTC),  # Sao Paulo, forward at midnight
]


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=4)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    return draw(st.sampled_from(CHANGES)) + draw(st.integers(-3000, 3000)) * MINUTE


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    near = draw(moments())
    absences = draw(st.lists(st.tuples(st.integers(-2000, 2000), st.integers(1, 900)), max_size=3))
    return Calendar(
        Week(tuple(draw(spans()) for _ in range(7))),
        draw(st.sampled_from(ZONES)),
        frozenset(draw(st.sets(st.just(near.date()), max_size=1))),
        tuple((near + start * MINUTE, near + (start + length) * MINUTE) for start, length in absences),
    )


def test_office_hours_end_at_five_and_go_on_the_next_morning() -> None:
    office = Calendar(Week.office(), "Europe/Berlin")
    assert add_working(office, at("2026-01-05T16:55", "Europe/Berlin"), 15) == at("2026-01-06T09:10", "Europe/Berlin")
    assert add_working(office, at("2026-01-05T16:45", "Europe/Berlin"), 15) == at("2026-01-05T17:00", "Europe/Berlin")


def test_friday_evening_runs_on_from_monday_morning() -> None:
    office = Calendar(Week.office(), "Asia/Kolkata")
    assert next_opening(office, at("2026-01-09T18:00", "Asia/Kolkata")) == at("2026-01-12T09:00", "Asia/Kolkata")
    assert add_working(office, at("2026-01-09T18:00", "Asia/Kolkata"), 5) == at("2026-01-12T09:05", "Asia/Kolkata")


def test_a_day_off_and_an_absence_are_left_out() -> None:
    zone = "America/New_York"
    away = (at("2026-01-06T09:00", zone), at("2026-01-06T12:00", zone))
    calendar = Calendar(Week.office(), zone, frozenset({date(2026, 1, 5)}), (away,))
    assert next_opening(calendar, at("2026-01-05T10:00", zone)) == at("2026-01-06T12:00", zone)
    assert not is_open(calendar, at("2026-01-06T11:59", zone))
    assert is_open(calendar, at("2026-01-06T12:00", zone))


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_round_the_clock_is_as_long_as_the_clocks_make_it(day: str, hours: int) -> None:
    berlin = Calendar(Week.always(), "Europe/Berlin")
    midnight = at(f"{day}T00:00", "Europe/Berlin")
    after = (datetime.fromisoformat(day) + timedelta(days=1)).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert working_minutes_between(berlin, midnight, after) == hours * 60


def test_a_spell_in_the_hour_that_the_spring_change_drops_is_not_worked() -> None:
    berlin = Calendar(Week(((),) * 6 + (((120, 180),),)), "Europe/Berlin")
    start, end = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)
    assert working_minutes_between(berlin, start, end) == 0


def test_a_spell_in_the_hour_that_the_autumn_change_repeats_is_worked_twice() -> None:
    berlin = Calendar(Week(((),) * 6 + (((120, 150),),)), "Europe/Berlin")
    start, end = datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)
    assert working_minutes_between(berlin, start, end) == 60


def test_without_working_hours_a_promise_runs_on_the_wall_clock() -> None:
    start = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert add_working(Calendar(Week.never()), start, 30) == start + 30 * MINUTE
    assert next_opening(Calendar(Week.never()), start) is None


def test_an_absence_of_years_does_not_put_a_promise_off_for_ever() -> None:
    start = datetime(2026, 1, 5, 12, tzinfo=UTC)
    away = Calendar(Week.always(), "UTC", frozenset(), ((start + 10 * MINUTE, start + timedelta(days=900)),))
    assert add_working(away, start, 30) == start + 30 * MINUTE


@given(calendars(), moments(), st.integers(0, 2500))
def test_counted_as_a_walker_counts(calendar: Calendar, start: datetime, minutes: int) -> None:
    walked = sum(is_open(calendar, start + n * MINUTE) for n in range(minutes))
    assert working_minutes_between(calendar, start, start + minutes * MINUTE) == walked


@given(calendars(), moments(), st.integers(1, 3000))
def test_what_is_added_is_what_is_counted(calendar: Calendar, start: datetime, minutes: int) -> None:
    due = add_working(calendar, start, minutes)
    available = working_minutes_between(calendar, start, start + timedelta(days=366))
    assert due > start
    if available >= minutes:
        assert working_minutes_between(calendar, start, due) == pytest.approx(minutes)
        assert is_open(calendar, due - timedelta(microseconds=1))


@given(calendars(), moments(), st.integers(1, 2000), st.integers(0, 2000))
def test_a_longer_promise_is_never_due_sooner(calendar: Calendar, start: datetime, minutes: int, more: int) -> None:
    assert add_working(calendar, start, minutes) <= add_working(calendar, start, minutes + more)


@given(calendars(), moments())
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar: Calendar, start: datetime) -> None:
    opening = next_opening(calendar, start, limit_days=20)
    if opening is None:
        assert working_minutes_between(calendar, start, start + timedelta(days=20)) == 0
        return
    assert is_open(calendar, opening)
    assert working_minutes_between(calendar, start, opening) == 0


@given(st.builds(Week, st.tuples(*[spans()] * 7)))
def test_a_week_is_read_back_as_written(week: Week) -> None:
    assert week_from_json(week_to_json(week)) == week
    assert week_in_words(week)


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (Week.always(), "Every hour of the week"),
        (Week.never(), "No working hours"),
        (Week.office(), "Monday to Friday 09:00–17:00"),
        (Week((((480, 720), (780, 1020)),) * 2 + ((),) * 4 + (((0, 1440),),)),
         "Monday and Tuesday 08:00–12:00 and 13:00–17:00; Sunday all day"),
    ],
)  # fmt: skip
def test_a_week_is_said_in_words(week: Week, words: str) -> None:
    assert week_in_words(week) == words


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"mon":"09:00"}', '{"lun":[]}', '{"mon":["9"]}', '{"mon":["17:00-09:00"]}', '{"mon":["09:00-25:00"]}',
     '{"mon":["09:00-12:00","11:00-13:00"]}', '{"mon":[5]}', '{"mon":["09:60-11:00"]}', "[" * 99999],
)  # fmt: skip
def test_what_is_not_a_week_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(WeekError, match=r"\.$"):
        week_from_json(text)
