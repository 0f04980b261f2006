"""Promises are due in working time, and their ladders are climbed in order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.terms import Promises
from portal.rules.handoff.promises import PromiseKind, StepKind, Urgency, due, steps, urgency
from portal.rules.handoff.worktime import Calendar, Week

ALWAYS = Calendar(Week.always())
OFFICE = Calendar(Week.office(), "Europe/Berlin")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [
        (PromiseKind.ACCEPT_BY, 15),
        (PromiseKind.FIRST_CONTACT_BY, 5),
        (PromiseKind.FIRST_ATTEMPT_BY, 30),
        (PromiseKind.NEXT_STEP_BY, 960),
        (PromiseKind.REVIEW_BY, 14 * 24 * 60),
    ],
)
def test_each_promise_has_its_own_time(kind: PromiseKind, minutes: int) -> None:
    assert due(kind, NOON, Promises(), ALWAYS) == NOON + minutes * MINUTE


def test_five_minutes_promised_on_friday_evening_are_due_on_monday() -> None:
    friday = datetime(2026, 1, 9, 19, tzinfo=ZoneInfo("Europe/Berlin"))
    monday = datetime(2026, 1, 12, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert due(PromiseKind.FIRST_CONTACT_BY, friday, Promises(), OFFICE) == monday


def test_a_review_in_fourteen_days_is_at_the_same_time_of_day_across_a_clock_change() -> None:
    start = datetime(2026, 3, 20, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert due(PromiseKind.REVIEW_BY, start, Promises(), OFFICE) == datetime(2026, 4, 3, 8, tzinfo=UTC)


def test_an_offer_reminds_half_way_then_tells_the_manager_and_passes_on() -> None:
    at = due(PromiseKind.ACCEPT_BY, NOON, Promises(), ALWAYS)
    ladder = steps(PromiseKind.ACCEPT_BY, NOON, at, Promises(), ALWAYS)
    assert [(step.kind, step.at - NOON) for step in ladder] == [
        (StepKind.REMIND, 7.5 * MINUTE),
        (StepKind.ESCALATE, 15 * MINUTE),
        (StepKind.REASSIGN, 15 * MINUTE),
    ]


def test_half_way_is_half_of_the_working_time() -> None:
    start = datetime(2026, 1, 5, 16, 50, tzinfo=ZoneInfo("Europe/Berlin"))
    promises = Promises(first_attempt_minutes=30)
    at = due(PromiseKind.FIRST_ATTEMPT_BY, start, promises, OFFICE)
    remind, escalate = steps(PromiseKind.FIRST_ATTEMPT_BY, start, at, promises, OFFICE)
    assert remind.at == datetime(2026, 1, 6, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (escalate.kind, escalate.at) == (StepKind.ESCALATE, at)


def test_a_grace_before_the_manager_is_told_is_working_time_too() -> None:
    promises = Promises(accept_minutes=5, escalate_after_minutes=10, remind_at_percent=0)
    start = datetime(2026, 1, 5, 16, 50, tzinfo=ZoneInfo("Europe/Berlin"))
    at = due(PromiseKind.ACCEPT_BY, start, promises, OFFICE)
    passed_on, told = steps(PromiseKind.ACCEPT_BY, start, at, promises, OFFICE)
    assert (passed_on.kind, told.kind) == (StepKind.REASSIGN, StepKind.ESCALATE)
    assert told.at == datetime(2026, 1, 6, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_review_is_one_step() -> None:
    at = due(PromiseKind.REVIEW_BY, NOON, Promises(), OFFICE)
    assert [step.kind for step in steps(PromiseKind.REVIEW_BY, NOON, at, Promises(), OFFICE)] == [StepKind.REVIEW]


@given(
    st.sampled_from(PromiseKind),
    st.sampled_from([ALWAYS, OFFICE, Calendar(Week.never()), Calendar(Week.office(), "America/New_York")]),
    st.integers(0, 365 * 24 * 60).map(lambda minutes: NOON + minutes * MINUTE),
    st.integers(0, 100),
    st.integers(0, 600),
)
def test_ladders_are_in_order_and_nothing_but_a_reminder_comes_early(
    kind: PromiseKind, calendar: Calendar, start: datetime, percent: int, grace: int
) -> None:
    promises = Promises(remind_at_percent=percent, escalate_after_minutes=grace)
    at = due(kind, start, promises, calendar)
    ladder = steps(kind, start, at, promises, calendar)
    assert [step.at for step in ladder] == sorted(step.at for step in ladder)
    assert all(start <= step.at <= at for step in ladder if step.kind is StepKind.REMIND)
    assert all(step.at >= at for step in ladder if step.kind is not StepKind.REMIND)


@pytest.mark.parametrize("kind", PromiseKind)
@pytest.mark.parametrize("calendar", [ALWAYS, OFFICE, Calendar(Week.never())])
def test_every_broken_promise_reaches_somebody_at_a_time_that_is_known_from_the_start(
    kind: PromiseKind, calendar: Calendar
) -> None:
    """Trap 13: nothing waits for a record to be saved, for an owner, or for somebody's working hours to be entered."""
    at = due(kind, NOON, Promises(), calendar)
    told = {StepKind.REVIEW} if kind is PromiseKind.REVIEW_BY else {StepKind.ESCALATE}
    assert [step.at for step in steps(kind, NOON, at, Promises(), calendar) if step.kind in told] == [at]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-1, Urgency.OVERDUE), (0, Urgency.OVERDUE), (1, Urgency.SOON), (60, Urgency.SOON), (61, Urgency.LATER)],
)
def test_urgency(minutes: int, expected: Urgency) -> None:
    assert urgency(NOON + minutes * MINUTE, NOON) is expected
