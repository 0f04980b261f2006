"""The first response is the earliest outbound act, and attempts are acts that did not reach anybody."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.handoff.activities import (
    KIND_WORDS,
    OUTCOME_WORDS,
    ActivityKind,
    CallOutcome,
    attempts,
    first_response,
    is_outbound,
    made_contact,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Logged:
    kind: ActivityKind
    at: datetime = NOON
    outcome: CallOutcome | None = None


def call(outcome: CallOutcome) -> Logged:
    return Logged(ActivityKind.CALL, outcome=outcome)


def test_a_call_logged_later_that_was_made_earlier_is_the_first_response() -> None:
    acts = [Logged(ActivityKind.EMAIL, NOON + timedelta(hours=1)), Logged(ActivityKind.CALL, NOON)]
    assert first_response(acts) == NOON


def test_a_note_answers_nobody() -> None:
    assert first_response([Logged(ActivityKind.NOTE)]) is None
    assert first_response([]) is None


@given(
    st.lists(st.builds(Logged, st.sampled_from(ActivityKind), st.datetimes().map(lambda at: at.replace(tzinfo=UTC))))
)
def test_the_first_response_is_the_earliest_outbound_act(acts: list[Logged]) -> None:
    outbound = sorted(act.at for act in acts if is_outbound(act.kind))
    assert first_response(acts) == (outbound[0] if outbound else None)


@pytest.mark.parametrize("outcome", CallOutcome)
def test_only_a_call_that_reached_them_made_contact(outcome: CallOutcome) -> None:
    assert made_contact(call(outcome)) is (outcome is CallOutcome.REACHED)
    assert attempts([call(outcome)]) == (0 if outcome is CallOutcome.REACHED else 1)


def test_a_meeting_is_contact_and_a_mail_is_an_attempt() -> None:
    assert made_contact(Logged(ActivityKind.MEETING))
    assert attempts([Logged(ActivityKind.MEETING), Logged(ActivityKind.NOTE)]) == 0
    assert attempts([Logged(ActivityKind.EMAIL), Logged(ActivityKind.LINKEDIN), call(CallOutcome.VOICEMAIL)]) == 3


def test_everything_has_words() -> None:
    assert set(KIND_WORDS) == set(ActivityKind)
    assert set(OUTCOME_WORDS) == set(CallOutcome)
