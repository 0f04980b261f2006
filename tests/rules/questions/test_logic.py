"""Conditions over answers: the shared vectors, and what holds for every condition and every answer."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.questions import logic
from portal.rules.questions.answer import Answer, Answers, AnswerState
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import (
    All,
    Any,
    Condition,
    ConditionError,
    Not,
    Operator,
    Test,
    condition_from_json,
    condition_to_json,
    evaluate,
    keys_of,
)
from portal.rules.questions.types.registry import TYPES
from tests.support.questions import answers, any_answers, conditions

VECTORS = json.loads((Path(__file__).parents[2] / "rule_vectors.json").read_text(), parse_float=Decimal)


def answer_of(vector: dict[str, object] | None, key: str = "asked") -> Answer | None:
    if vector is None:
        return None
    if "state" in vector:
        return Answer(key, AnswerState(vector["state"]))
    return Answer(key, AnswerState.ANSWERED, TYPES[TypeName(vector["type"])].from_json(vector["value"]))


@pytest.mark.parametrize("vector", VECTORS["comparisons"], ids=lambda vector: f"{vector['why']}: {vector['op']}")
def test_comparisons_agree_with_the_vectors(vector: dict) -> None:
    value = vector.get("value")
    expected = tuple(value) if isinstance(value, list) else value
    found = logic.test_holds(Test("asked", Operator(vector["op"]), expected), answer_of(vector["answer"]))
    assert found is vector["holds"]


@pytest.mark.parametrize("vector", VECTORS["conditions"], ids=lambda vector: vector["why"])
def test_conditions_agree_with_the_vectors(vector: dict) -> None:
    given_answers = {key: answer_of(answer, key) for key, answer in vector["answers"].items()}
    assert evaluate(condition_from_json(vector["condition"]), given_answers) is vector["holds"]


@settings(deadline=None)
@given(st.sampled_from(Operator), any_answers(), st.one_of(st.none(), st.booleans(), st.text(), st.decimals()))
def test_no_value_makes_a_comparison_raise(op: Operator, answer: Answer | None, value: object) -> None:
    for expected in (value, (value,), (value, value), ()):
        assert logic.test_holds(Test("asked", op, expected), answer) in {True, False}


@pytest.mark.parametrize(
    ("op", "opposite"),
    [(Operator.NE, Operator.EQ), (Operator.NONE_OF, Operator.ONE_OF), (Operator.IS_EMPTY, Operator.IS_ANSWERED)],
)
@settings(deadline=None)
@given(data=st.data())
def test_opposites_are_exact(op: Operator, opposite: Operator, data: st.DataObject) -> None:
    answer = data.draw(any_answers())
    value = data.draw(st.one_of(st.text(), st.integers(), st.booleans()))
    assert logic.test_holds(Test("k", op, value), answer) is not logic.test_holds(Test("k", opposite, value), answer)


@settings(deadline=None)
@given(conditions(), answers())
def test_not_turns_every_condition_round(condition: Condition, given_answers: Answers) -> None:
    assert evaluate(Not(condition), given_answers) is not evaluate(condition, given_answers)


@settings(deadline=None)
@given(conditions())
def test_a_condition_reads_back_from_its_json(condition: Condition) -> None:
    text = json.dumps(condition_to_json(condition))
    assert condition_from_json(json.loads(text)) == condition
    assert condition_from_json(json.loads(text, parse_float=Decimal)) == condition


@settings(deadline=None)
@given(conditions(), answers())
def test_only_the_keys_named_matter(condition: Condition, given_answers: Answers) -> None:
    relevant = {key: answer for key, answer in given_answers.items() if key in keys_of(condition)}
    assert evaluate(condition, relevant) is evaluate(condition, given_answers)


def test_groups_nest_two_deep_and_not_three() -> None:
    test = {"key": "a", "op": "is_answered"}
    two = {"all": [{"any": [test, {"not": test}]}]}
    assert condition_from_json(two) == All(
        (Any((Test("a", Operator.IS_ANSWERED), Not(Test("a", Operator.IS_ANSWERED)))),)
    )
    with pytest.raises(ConditionError, match="two levels deep"):
        condition_from_json({"any": [two]})


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "must be an object"),
        ([], "must be an object"),
        ({"all": [], "any": []}, "a key, an operator"),
        ({"all": "no"}, "a list of at most"),
        ({"key": "a"}, "a key, an operator"),
        ({"key": 1, "op": "eq", "value": "x"}, "must name the question"),
        ({"key": "a", "op": "matches", "value": "x"}, "not a comparison"),
        ({"key": "a", "op": "eq"}, "needs one value"),
        ({"key": "a", "op": "eq", "value": ["x"]}, "needs one value"),
        ({"key": "a", "op": "one_of", "value": []}, "needs a list"),
        ({"key": "a", "op": "one_of", "value": ["x", 1]}, "needs a list"),
        ({"key": "a", "op": "between", "value": [1]}, "lowest and a highest"),
        ({"key": "a", "op": "eq", "value": float("nan")}, "needs one value"),
        ({"key": "a", "op": "eq", "value": "\x00"}, "needs one value"),
        ({"key": "a", "op": "is_empty", "value": 1}, "takes no value"),
        ({"not": {"not": {"key": "a", "op": "is_empty"}}}, "says nothing"),
    ],
)
def test_what_is_no_condition_is_refused_in_words(document: object, words: str) -> None:
    with pytest.raises(ConditionError, match=words):
        condition_from_json(document)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda part: st.one_of(
        st.lists(part), st.dictionaries(st.sampled_from(["all", "any", "not", "key", "op", "value"]), part)
    ),
)


@settings(deadline=None)
@given(JSON)
def test_any_document_gives_a_condition_or_a_fault(document: object) -> None:
    try:
        condition = condition_from_json(document)
    except ConditionError:
        return
    assert condition_from_json(condition_to_json(condition)) == condition
