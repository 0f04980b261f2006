"""Answers as JSON: each kind of nothing stays what it is, each value reads back."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.document import answer_from_json, answer_to_json, answers_from_json, answers_to_json
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import NotAnAnswer

ANSWERS = {
    "employees": Answer("employees", AnswerState.ANSWERED, 0, "0"),
    "budget": Answer("budget", AnswerState.ANSWERED, Decimal("12.5"), "12.50"),
    "start": Answer("start", AnswerState.ANSWERED, date(2027, 3, 31), "2027-03-31"),
    "wants": Answer("wants", AnswerState.ANSWERED, ("a", "b"), "a\nb"),
    "switch": Answer("switch", AnswerState.ANSWERED, False, "no"),
    "phone": Answer("phone", AnswerState.ANSWERED, "+14155552671", "(415) 555-2671"),
    "message": Answer("message", AnswerState.BLANK),
    "volume": Answer("volume", AnswerState.UNKNOWN),
    "role": Answer("role", AnswerState.NOT_SHOWN),
    "old": Answer("old", AnswerState.PURGED),
}
TYPES_OF = {
    "employees": TypeName.WHOLE,
    "budget": TypeName.MONEY,
    "start": TypeName.DATE,
    "wants": TypeName.CHOICES,
    "switch": TypeName.YES_NO,
    "phone": TypeName.PHONE,
} | dict.fromkeys(("message", "volume", "role", "old"), TypeName.TEXT)


def test_answers_survive_json() -> None:
    assert answers_from_json(json.loads(json.dumps(answers_to_json(ANSWERS, TYPES_OF))), TYPES_OF) == ANSWERS


def test_the_four_kinds_of_nothing_are_written_apart() -> None:
    states = [answer_to_json(ANSWERS[key], TypeName.TEXT) for key in ("message", "volume", "role", "old")]
    assert states == [{"state": state} for state in ("blank", "unknown", "not_shown", "purged")]


def test_what_was_typed_stays_beside_the_value() -> None:
    assert answer_to_json(ANSWERS["phone"], TypeName.PHONE) == {
        "state": "answered",
        "value": "+14155552671",
        "raw": "(415) 555-2671",
    }


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"state": "gone"},
        {"state": "answered"},
        {"state": "blank", "value": 1},
        {"state": "answered", "value": "x"},
    ],
)
def test_a_document_that_was_not_written_here_is_refused(document: object) -> None:
    with pytest.raises(NotAnAnswer):
        answer_from_json("employees", document, TypeName.WHOLE)


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda part: st.dictionaries(st.sampled_from(["state", "value", "raw", "x"]), part),
    )
)
def test_reading_a_document_raises_nothing_else(document: object) -> None:
    for name in TypeName:
        try:
            answers_from_json(document, {"x": name})
        except NotAnAnswer:
            continue
