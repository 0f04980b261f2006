"""Free slots: within working time, never two at once, the same moments on every wall, right when clocks change."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.handoff.meetings import (
    USUAL,
    USUAL_TYPES,
    MeetingKind,
    MeetingType,
    Offering,
    offering_faults,
    types_from_json,
    types_to_json,
)
from portal.rules.handoff.slots import Pace, by_day, free_slots, from_stamp, quanta, stamp
from portal.rules.handoff.worktime import Calendar, Week, is_open
from tests.rules.handoff.test_worktime import MINUTE, ZONES, at, calendars, moments

MONDAY = datetime(2026, 1, 5, 6, tzinfo=UTC)
PLAIN = Pace(minutes=60, before=0, after=0, notice=0, days=1)
MORNING = Week((((540, 720),),) * 7)
"""Nine to noon, every day."""


def paces() -> st.SearchStrategy[Pace]:
    quarters = st.sampled_from([0, 15, 30, 45])
    lengths = st.sampled_from([15, 30, 45, 60, 90])
    return st.builds(Pace, lengths, quarters, quarters, st.integers(0, 600), st.integers(1, 4))


def clocks(starts: tuple[datetime, ...], zone: str = "UTC") -> list[str]:
    return [f"{start.astimezone(ZoneInfo(zone)):%H:%M}" for start in starts]


def test_slots_begin_every_half_hour_and_end_with_the_working_hours() -> None:
    assert clocks(free_slots(Calendar(MORNING), (), PLAIN, MONDAY)) == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_notice_and_horizon_bound_what_is_offered() -> None:
    soon = Pace(60, 0, 0, notice=271, days=1)
    assert clocks(free_slots(Calendar(MORNING), (), soon, MONDAY)) == ["11:00"]
    far = free_slots(Calendar(MORNING), (), Pace(60, 0, 0, 0, days=3), MONDAY)
    assert {start.date() for start in far} == {date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)}


def test_a_meeting_takes_its_time_and_what_is_kept_free_around_it() -> None:
    pace = Pace(30, before=15, after=15, notice=0, days=1)
    taken = pace.occupied(MONDAY.replace(hour=10))
    assert clocks(free_slots(Calendar(MORNING), (taken,), pace, MONDAY)) == ["09:00", "11:00", "11:30"]


def test_days_off_and_time_away_have_no_slots() -> None:
    away = (MONDAY.replace(hour=9), MONDAY.replace(hour=10, minute=20))
    calendar = Calendar(MORNING, "UTC", frozenset({date(2026, 1, 6)}), (away,))
    found = free_slots(calendar, (), Pace(60, 0, 0, 0, days=2), MONDAY)
    assert clocks(found) == ["10:30", "11:00"]


def test_working_hours_over_midnight_are_one_stretch() -> None:
    found = free_slots(Calendar(Week.always()), (), PLAIN, MONDAY.replace(hour=22))
    assert "23:30" in clocks(found)


@pytest.mark.parametrize(
    ("now", "utc"),
    [
        ("2026-03-27T12:00", ["08:00", "08:30", "07:00", "07:30"]),
        ("2026-10-23T12:00", ["07:00", "07:30", "08:00", "08:30"]),
    ],
)
def test_nine_stays_nine_when_the_clocks_change(now: str, utc: list[str]) -> None:
    """Berlin goes over on the Sunday in between; Saturday and Monday begin at nine on the wall."""
    week = Week((((540, 600),), (), (), (), (), ((540, 600),), ()))
    pace = Pace(30, 0, 0, 0, days=4)
    found = free_slots(Calendar(week, "Europe/Berlin"), (), pace, at(now, "Europe/Berlin").astimezone(UTC))
    assert clocks(found) == utc
    assert set(clocks(found, "Europe/Berlin")) == {"09:00", "09:30"}


@given(calendars(), moments(), paces())
def test_slots_lie_in_working_time_and_within_the_bounds(calendar: Calendar, now: datetime, pace: Pace) -> None:
    for start in free_slots(calendar, (), pace, now):
        assert start >= now + pace.notice * MINUTE
        assert start + pace.minutes * MINUTE <= now + timedelta(days=pace.days)
        assert all(is_open(calendar, start + minute * MINUTE) for minute in range(0, pace.minutes, 5))


@given(calendars(), moments(), paces(), st.randoms(use_true_random=False))
def test_whatever_is_booked_one_after_the_other_never_overlaps(
    calendar: Calendar, now: datetime, pace: Pace, dice: random.Random
) -> None:
    """And what the rule lets through, the quarters of an hour in the database let through as well."""
    taken: list[tuple[datetime, datetime]] = []
    for _ in range(4):
        found = free_slots(calendar, taken, pace, now)
        if not found:
            break
        taken.append(pace.occupied(dice.choice(found)))
    held = [quantum for spell in taken for quantum in quanta(spell)]
    assert len(held) == len(set(held))
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(taken)))


@given(calendars(), moments(), paces(), st.sampled_from(ZONES))
def test_slots_are_the_same_moments_on_every_wall(calendar: Calendar, now: datetime, pace: Pace, zone: str) -> None:
    found = free_slots(calendar, (), pace, now)
    shown = [start for day in by_day(found, zone) for start in day.starts]
    assert [stamp(start) for start in shown] == [stamp(start) for start in found]
    assert [from_stamp(stamp(start)) for start in shown] == list(found)
    assert all(start.date() == day.date for day in by_day(found, zone) for start in day.starts)
    assert free_slots(calendar, (), pace, now.astimezone(ZoneInfo(zone))) == found


@pytest.mark.parametrize("text", ["", "tomorrow", "20261124T1400", "20261341T1400Z", "2026-11-24T14:00Z"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert from_stamp(text) is None


def test_a_rep_who_has_set_nothing_offers_a_call_and_a_demo() -> None:
    assert [USUAL.types[kind].name for kind in USUAL.offered()] == ["Discovery call", "Demo"]
    assert list(offering_faults(USUAL)) == []
    assert USUAL.kind("demo") is MeetingKind.DEMO
    assert USUAL.kind("strategy") is MeetingKind.DISCOVERY, "it is not offered"
    assert Offering(bookable=False).kind("demo") is None


def test_types_are_read_as_they_were_written() -> None:
    types = {**USUAL_TYPES, MeetingKind.DEMO: MeetingType("Tour", 90, "https://meet.example/7", offered=False)}
    assert types_from_json(types_to_json(types)) == types
    assert types_from_json("{}") == USUAL_TYPES


def test_what_cannot_be_counted_with_is_named() -> None:
    wrong = Offering(after=10, days=0, types={MeetingKind.DEMO: MeetingType(" ", 20, "x" * 301)})
    assert len(list(offering_faults(wrong))) == 5
