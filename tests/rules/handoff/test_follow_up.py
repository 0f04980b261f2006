"""The agreed follow-up: which attempt comes next, and when there is none left (S70)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.document import terms_to_json
from portal.rules.agreement.faults import faults
from portal.rules.agreement.playbook import Attempt, Channel
from portal.rules.handoff.activities import ActivityKind, CallOutcome, attempts
from portal.rules.handoff.follow_up import follow_up
from tests.support.company import TERMS

PLAN = (Attempt(Channel.CALL), Attempt(Channel.EMAIL, 60), Attempt(Channel.CALL, 480))


@dataclass(frozen=True)
class Act:
    kind: ActivityKind
    outcome: CallOutcome | None = None
    at: datetime = datetime(2026, 11, 2, tzinfo=UTC)


TRIED, REACHED = Act(ActivityKind.CALL, CallOutcome.NO_ANSWER), Act(ActivityKind.CALL, CallOutcome.REACHED)
NOTE, MET = Act(ActivityKind.NOTE), Act(ActivityKind.MEETING)
ACTS = st.builds(Act, st.sampled_from(ActivityKind), st.sampled_from([None, *CallOutcome]))


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ((), "Attempt 1 of 3: call"),
        ((NOTE,), "Attempt 1 of 3: call"),
        ((TRIED,), "Attempt 2 of 3: email"),
        ((TRIED, NOTE, TRIED), "Attempt 3 of 3: call"),
        ((TRIED,) * 3, "All 3 attempts are made: return the lead, or send it to nurture"),
        ((TRIED,) * 9, "All 3 attempts are made: return the lead, or send it to nurture"),
        ((TRIED, REACHED), ""),
        ((MET,), ""),
    ],
)
def test_what_comes_next_is_said(acts: tuple[Act, ...], words: str) -> None:
    assert follow_up(PLAN, acts).words == words


@given(st.lists(ACTS, max_size=12))
def test_the_next_attempt_is_the_one_after_those_made(acts: list[Act]) -> None:
    found = follow_up(PLAN, acts)
    made = attempts(acts)
    if found.reached or made >= len(PLAN):
        assert found.next is None
    else:
        assert found.next is PLAN[made]
    assert found.exhausted is (not found.reached and made >= len(PLAN))


def test_where_nothing_is_agreed_nothing_is_planned() -> None:
    found = follow_up((), (TRIED,) * 3)
    assert (found.next, found.exhausted, found.words) == (None, False, "")


def test_what_was_signed_before_keeps_its_text() -> None:
    assert "playbook" not in terms_to_json(TERMS)


@pytest.mark.parametrize(
    ("plan", "where", "said"),
    [
        ((Attempt(Channel.CALL),) * 9, "playbook", "at most 8 attempts"),
        ((*PLAN, Attempt(Channel.CALL, -1)), "playbook[3]", "Wait 0 to 43,200 minutes."),
        ((*PLAN, Attempt(Channel.CALL, 50_000)), "playbook[3]", "Wait 0 to 43,200 minutes."),
        (PLAN[:1], "playbook", "“Unreachable” asks for 3 attempts, and the follow-up has 1 attempt."),
    ],
)
def test_a_follow_up_that_cannot_be_kept_is_named(plan: tuple[Attempt, ...], where: str, said: str) -> None:
    [fault] = faults(replace(TERMS, playbook=plan))
    assert (fault.where, said in fault.message) == (where, True)


def test_a_follow_up_that_can_be_kept_has_no_fault() -> None:
    assert not faults(replace(TERMS, playbook=PLAN))
