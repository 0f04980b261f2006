"""Conditions in the builder: built line by line, and never broken silently."""

import pytest

from portal.rules.questions.logic import All, Any, Operator, Test
from tests.support.building import EDIT, Builder, options

pytestmark = pytest.mark.one_database


def test_a_condition_is_built_step_by_step(builder: Builder) -> None:
    added = builder.post("/fields/message/conditions", label="Why?", new="interest")
    assert added.location == f"{EDIT}/fields/message#condition"
    assert builder.field("message").show_if == Test("interest", Operator.IS_ANSWERED)
    first = {"part": ["0"], "part.0.key": "interest", "part.0.op": "one_of", "part.0.value": ["pricing", "migration"]}
    builder.post("/fields/message/conditions?group=1", label="Why?", new="employees", **first)
    interest = Test("interest", Operator.ONE_OF, ("pricing", "migration"))
    assert builder.field("message").show_if == All((interest, Any((Test("employees", Operator.IS_ANSWERED),))))
    group = {
        "part": ["0", "1", "1.0"],
        "mode": "any",
        "part.1.mode": "all",
        "part.1.0.key": "employees",
        "part.1.0.op": "between",
        "part.1.0.value": ["10", "500"],
        "part.0.key": "interest",
        "part.0.op": "eq",
        "part.0.value": "pricing",
    }
    assert builder.post("/fields/message", label="Why?", **group).status_code == 303
    assert builder.field("message").show_if == Any(
        (Test("interest", Operator.EQ, "pricing"), All((Test("employees", Operator.BETWEEN, (10, 500)),)))  # type: ignore[arg-type]
    )
    builder.post("/fields/message/conditions/1.0/removal", label="Why?", **group)
    assert builder.field("message").show_if == Test("interest", Operator.EQ, "pricing")
    assert "Shown if" in builder.page()


def test_a_bad_comparison_comes_back_with_what_was_typed(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "employees", "part.0.op": "gte", "part.0.value": ["lots", ""]}
    answer = builder.post("/fields/message", label="Why do you ask?", **rule)
    assert answer.status_code == 422
    assert "Enter a whole number" in answer.text
    assert 'value="lots"' in answer.text
    assert "Why do you ask?" in answer.text
    assert builder.field("message").show_if is None


def test_saving_words_leaves_a_condition_as_it_is(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "interest", "part.0.op": "ne", "part.0.value": "pricing"}
    builder.post("/fields/message", label="Why?", **rule)
    before = builder.field("message").show_if
    builder.post("/fields/message", label="Other words", **rule)
    assert builder.field("message").show_if == before


def test_a_field_that_a_condition_uses_does_not_vanish_silently(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "annual_revenue", "part.0.op": "eq", "part.0.value": "10m_50m"}
    builder.post("/fields/message", label="Why?", **rule)
    before = builder.draft
    asked = builder.press("/fields/annual_revenue/removal")
    assert asked.location == f"{EDIT}/fields/annual_revenue/removal"
    assert builder.draft == before
    page = builder.page("/fields/annual_revenue/removal")
    assert "Questions that depend on it" in page
    assert "when Annual revenue (US dollars) is 10 to 50 million" in page
    assert builder.post("/fields/annual_revenue/removal", sure="yes").status_code == 303
    assert builder.field("message").show_if is None


def test_a_move_that_breaks_a_condition_is_refused_in_words(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "interest", "part.0.op": "eq", "part.0.value": "pricing"}
    builder.post("/fields/message", label="Why?", **rule)
    answer = builder.press("/fields/message/moves/up")
    assert answer.status_code == 422
    assert "depends on “What are you interested in?”, which comes after it" in answer.text


def test_an_option_that_a_condition_uses_cannot_be_removed(builder: Builder) -> None:
    key = builder.add_question()
    last = builder.add_question("text")
    rule = {"part": "0", "part.0.key": key, "part.0.op": "eq", "part.0.value": "option_1"}
    assert builder.post(f"/fields/{last}", label="Which?", **rule).status_code == 303
    rows = options(("option_1", "One", "", ""), ("option_2", "Two", "", ""))
    answer = builder.post(f"/fields/{key}/options/option_1/removal", label="Where?", **rows)
    assert answer.status_code == 422
    assert "which is no possible option" in answer.text
