"""An option such as "Other": its id is the answer, what was written beside it comes along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.names import names_of
from portal.rules.forms.reading import Reading, read
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.document import answer_from_json, answer_to_json
from portal.rules.questions.key import KeyKind, Option, TypeName
from portal.rules.questions.library import option_faults
from portal.rules.questions.logic import Operator, Test
from portal.rules.questions.types.own_words import own_option
from portal.rules.questions.types.registry import of

FAIR, OTHER = Option("fair", "At a fair"), Option("other", "Other", own_words=True)
CHOICES = pytest.mark.parametrize("kind", [TypeName.CHOICE, TypeName.CHOICES])


def form(kind: TypeName, *, required: bool = False) -> Definition:
    asked = Field("where", kind, KeyKind.QUESTION, "Where?", required=required, options=(FAIR, OTHER))
    more = Field("more", TypeName.TEXT, KeyKind.QUESTION, "More", show_if=_is_other(kind))
    return Definition(Page("A form"), (Step("one", "One", (asked, more)),))


def _is_other(kind: TypeName) -> Test:
    return Test("where", Operator.EQ if kind is TypeName.CHOICE else Operator.CONTAINS, "other")


def posting(kind: TypeName, *chosen: str, own: str | None = None) -> Reading:
    return read(form(kind), {"where": list(chosen), **({} if own is None else {"where.own": [own]})})


@CHOICES
def test_the_id_is_the_answer_and_the_words_stand_beside_it(kind: TypeName) -> None:
    reading = posting(kind, "other", own="  a  friend\x00 ")
    answer = reading.answers["where"]
    assert reading.ok
    assert (answer.value in ("other", ("other",)), answer.own) == (True, "a friend")


@CHOICES
def test_a_condition_tests_it_as_any_option(kind: TypeName) -> None:
    assert "more" in posting(kind, "other", own="a friend").visible
    assert "more" not in posting(kind, "fair", own="a friend").visible


@CHOICES
@pytest.mark.parametrize("own", [None, "", "  \u200b "])
def test_without_words_the_error_stands_at_the_words_and_conditions_still_see_the_choice(
    kind: TypeName, own: str | None
) -> None:
    reading = posting(kind, "other", own=own)
    [error] = reading.errors
    assert (error.key, error.part, error.message) == ("where", "where.own", "Say what you mean by “Other” in “Where?”")
    assert "more" in reading.visible
    assert reading.answers["where"].state is AnswerState.BLANK


@CHOICES
def test_words_of_another_choice_are_left_out(kind: TypeName) -> None:
    reading = posting(kind, "fair", own="typed before I changed my mind")
    assert (reading.ok, reading.answers["where"].own) == (True, "")


@CHOICES
def test_too_many_words_are_refused_at_the_words(kind: TypeName) -> None:
    [error] = posting(kind, "other", own="x" * 201).errors
    assert (error.part, error.message) == ("where.own", "Shorten this to 200 characters or fewer; it has 201")


def test_words_are_a_name_that_only_such_a_question_knows() -> None:
    asked = form(TypeName.CHOICE).find("where")
    assert asked is not None
    assert names_of(asked) == ("where", "where.own")
    assert read(form(TypeName.CHOICE), {"more.own": ["x"]}).refused == ("more.own",)


def test_several_choices_are_told_with_the_words() -> None:
    asked = form(TypeName.CHOICES).find("where")
    assert asked is not None
    given_answer = Answer("where", AnswerState.ANSWERED, ("fair", "other"), own="a friend")
    assert of(asked.type).in_words(given_answer, asked) == "At a fair, Other: a friend"
    assert of(TypeName.CHOICE).in_words(Answer("where", AnswerState.ANSWERED, "gone"), asked) == "gone"


@given(words=st.text(min_size=1, max_size=200))
def test_the_words_survive_json(words: str) -> None:
    answer = Answer("where", AnswerState.ANSWERED, "other", own=words)
    assert answer_from_json("where", answer_to_json(answer, TypeName.CHOICE), TypeName.CHOICE) == answer


def test_a_sample_visitor_takes_an_option_that_needs_no_words() -> None:
    asked = Field("where", TypeName.CHOICE, KeyKind.QUESTION, "Where?", options=(OTHER, FAIR))
    assert of(TypeName.CHOICE).sample(asked) == "fair"


def test_one_option_at_most_asks_for_words_and_a_retired_one_does_not() -> None:
    twice = (OTHER, Option("else", "Else", own_words=True))
    assert option_faults(twice) == ["Only one option can ask for words of their own."]
    assert own_option((Option("other", "Other", retired=True, own_words=True),)) is None
