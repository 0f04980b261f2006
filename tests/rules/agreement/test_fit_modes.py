"""Who needs a fit call before an opportunity (S86)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.document import hash_of, terms_from_json, terms_to_json
from portal.rules.agreement.faults import faults
from portal.rules.agreement.fit_call import FitCall, FitMode, FitSegment
from portal.rules.agreement.fit_modes import fit_in_words, mode_for
from portal.rules.agreement.terms import Terms
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.logic import Operator
from tests.support.company import TERMS

LARGE = FitSegment("employees", Operator.GTE, Decimal(500), FitMode.MANDATORY)
SMALL = FitSegment("employees", Operator.LT, Decimal(20), FitMode.OFF)


def terms(*segments: FitSegment, mode: FitMode = FitMode.OPTIONAL) -> Terms:
    return replace(TERMS, fit_call=FitCall(mode, segments))


def employees(number: int) -> dict[str, Answer]:
    return {"employees": Answer("employees", AnswerState.ANSWERED, Decimal(number))}


@given(st.integers(0, 10_000), st.sampled_from(FitMode))
def test_the_first_segment_that_a_lead_belongs_to_decides(number: int, otherwise: FitMode) -> None:
    found = mode_for(employees(number), FitCall(otherwise, (LARGE, SMALL)))
    assert found is (FitMode.MANDATORY if number >= 500 else FitMode.OFF if number < 20 else otherwise)


@pytest.mark.parametrize("state", [AnswerState.BLANK, AnswerState.UNKNOWN, AnswerState.NOT_SHOWN, AnswerState.PURGED])
def test_whoever_did_not_answer_belongs_to_no_segment(state: AnswerState) -> None:
    agreed = FitCall(FitMode.OPTIONAL, (LARGE, SMALL))
    assert mode_for({"employees": Answer("employees", state)}, agreed) is FitMode.OPTIONAL
    assert mode_for({}, agreed) is FitMode.OPTIONAL


def test_what_was_signed_before_keeps_its_text_and_its_hash() -> None:
    assert "fit_call" not in terms_to_json(TERMS)
    assert hash_of(terms(LARGE)) != hash_of(TERMS)


def test_segments_survive_the_document() -> None:
    agreed = terms(LARGE, SMALL, mode=FitMode.OFF)
    assert terms_from_json(terms_to_json(agreed)) == agreed


def test_the_segments_are_said_in_the_order_in_which_they_decide() -> None:
    assert fit_in_words(terms(LARGE, SMALL)) == (
        "Number of employees is at least 500: a fit call must confirm the fit before an opportunity is opened.",
        "Number of employees is less than 20: no fit call is held.",
        "Otherwise a fit call may be held.",
    )
    assert fit_in_words(TERMS) == ("For every lead a fit call may be held.",)


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        (FitSegment("volume", Operator.GTE, Decimal(5)), "“volume” is not among the agreed keys"),
        (FitSegment("employees", Operator.GTE, "many"), "The value must be one that could be an answer"),
        (FitSegment("work_email", Operator.GTE, Decimal(5)), "cannot be compared in this way"),
    ],
)
def test_a_segment_that_cannot_be_judged_is_named(segment: FitSegment, said: str) -> None:
    [fault] = faults(terms(segment))
    assert fault.where == "fit_call.segments[0]"
    assert said in fault.message


def test_there_may_be_four_segments_and_no_more() -> None:
    assert not faults(terms(*[LARGE] * 4))
    assert [fault.where for fault in faults(terms(*[LARGE] * 5))] == ["fit_call.segments"]
