"""The one reader of a post: what is visible, stored, wrong and refused (traps 2 to 5)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.agreement.terms import Level, Unknown
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.reading import SOURCE_NAMES, FieldError, Posted, Reading, read
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.key import KeyKind, Option, TypeName
from portal.rules.questions.logic import Not, Operator, Test, evaluate
from tests.support.forms import definitions, library_field, posts

STATES = AnswerState


def form(*fields: Field, **settings: object) -> Definition:
    return Definition(Page("A form"), (Step("one", "One", fields),), **settings)


def state(reading: Reading, key: str) -> tuple[AnswerState, object]:
    return reading.answers[key].state, reading.answers[key].value


EMAIL = library_field("work_email", level=Level.MQL)
EMPLOYEES = library_field("employees", level=Level.SQL, unknown=Unknown.MISSING)
INTEREST = library_field("interest", level=Level.SQL)
CONSENT = library_field("consent", required=True)
PARTNER = Test("interest", Operator.EQ, "partnership")
REASON = Field("q_reason", TypeName.TEXT, KeyKind.QUESTION, "Why us?", required=True, show_if=PARTNER)


def test_a_complete_post_gives_every_answer_with_what_was_typed() -> None:
    reading = read(form(EMAIL, EMPLOYEES), {"work_email": [" Ada@EXAMPLE.com "], "employees": ["1,250"]})
    assert reading.ok
    assert reading.answers == {
        "work_email": Answer("work_email", STATES.ANSWERED, "Ada@example.com", "Ada@EXAMPLE.com"),
        "employees": Answer("employees", STATES.ANSWERED, 1250, "1,250"),
    }


# Trap 2: "required" is skipped when the key is absent from the post, or enforced for a field hidden by logic.
@pytest.mark.parametrize("posted", [{}, {"work_email": []}, {"work_email": [""]}, {"work_email": [" \u200b\x00 "]}])
def test_an_mql_key_is_required_however_it_is_left_out(posted: Posted) -> None:
    reading = read(form(EMAIL), posted)
    assert reading.errors == (FieldError("work_email", "Enter your work email"),)
    assert state(reading, "work_email") == (STATES.BLANK, None)


def test_a_required_field_is_required_only_while_it_is_shown() -> None:
    asked = form(INTEREST, REASON)
    assert read(asked, {"interest": ["pricing"]}).ok
    shown = read(asked, {"interest": ["partnership"]})
    assert shown.errors == (FieldError("q_reason", "Enter an answer to “Why us?”"),)
    assert shown.visible == ("interest", "q_reason")


def test_an_sql_key_may_stay_blank() -> None:
    reading = read(form(EMPLOYEES), {})
    assert reading.ok
    assert state(reading, "employees") == (STATES.BLANK, None)


# Trap 3: values for hidden or unknown keys are stored as sent.
def test_every_hidden_field_that_is_posted_is_dropped() -> None:
    reading = read(form(INTEREST, REASON), {"interest": ["pricing"], "q_reason": ["sent all the same"]})
    assert reading.ok
    assert reading.answers["q_reason"] == Answer("q_reason", STATES.NOT_SHOWN)
    assert reading.visible == ("interest",)


def test_keys_that_the_form_does_not_have_are_refused() -> None:
    reading = read(
        form(INTEREST), {"owner_id": ["1"], "interest.unknown": ["1"], "lead\x00": [""], "interest": ["pricing"]}
    )
    assert reading.refused == ("interest.unknown", "lead", "owner_id")
    assert not reading.ok


def test_names_of_the_page_and_of_the_source_are_not_refused() -> None:
    posted = {name: ["x"] for name in SOURCE_NAMES} | {"form_token": ["t"], "_shown": ["a,b"], "_homepage": [""]}
    assert read(form(EMPLOYEES), posted).ok
    assert read(form(EMPLOYEES), {**posted, "_website": [""]}).refused == ("_website",)
    assert set(SOURCE_NAMES) >= {
        "utm_source",
        "gclid",
        "referrer",
        "landing_url",
        "embed_url",
        "first_utm_term",
        "first_gclid",
    }
    assert len(SOURCE_NAMES) == 20


# Trap 4: an option's label is used as its value.
@pytest.mark.parametrize("sent", ["Get a price", "PRICING", "nothing_of_ours"])
def test_only_the_ids_of_options_are_taken(sent: str) -> None:
    reading = read(form(INTEREST), {"interest": [sent]})
    assert [error.message for error in reading.errors] == [
        "Choose one of the answers offered for “What are you interested in?”"
    ]
    assert state(reading, "interest") == (STATES.BLANK, None)
    assert reading.answers["interest"].raw == sent


def test_a_retired_option_is_not_taken_any_more() -> None:
    old = library_field("interest", options=(Option("pricing", "Price", retired=True), Option("evaluation", "Look")))
    assert not read(form(old), {"interest": ["pricing"]}).ok


# Trap 5: "is empty" is true for 0 and "no".
def test_zero_and_no_are_answers_that_conditions_see() -> None:
    number = Field("q_n", TypeName.WHOLE, KeyKind.QUESTION, "How many?")
    switch = Field("q_s", TypeName.YES_NO, KeyKind.QUESTION, "Switching?")
    more = Field("q_more", TypeName.TEXT, KeyKind.QUESTION, "More", show_if=Test("q_n", Operator.IS_ANSWERED))
    less = Field("q_less", TypeName.TEXT, KeyKind.QUESTION, "Less", show_if=Not(Test("q_s", Operator.IS_EMPTY)))
    assert read(form(number, switch, more, less), {"q_n": ["0"], "q_s": ["no"]}).visible == (
        "q_n",
        "q_s",
        "q_more",
        "q_less",
    )


# X4: four kinds of nothing.
def test_i_do_not_know_yet_is_kept_apart_from_blank() -> None:
    assert state(read(form(EMPLOYEES), {"employees.unknown": ["1"]}), "employees") == (STATES.UNKNOWN, None)
    assert state(read(form(EMPLOYEES), {"employees.unknown": [""]}), "employees") == (STATES.BLANK, None)
    both = read(form(EMPLOYEES), {"employees.unknown": ["1"], "employees": ["5"]})
    assert state(both, "employees") == (STATES.ANSWERED, 5)


def test_i_do_not_know_yet_answers_a_required_question_that_offers_it() -> None:
    strict = library_field("employees", required=True, unknown=Unknown.COMPLETE)
    assert read(form(strict), {"employees.unknown": ["1"]}).ok
    assert not read(form(strict), {}).ok


def test_several_values_for_one_answer_are_an_error_and_not_a_choice_of_ours() -> None:
    reading = read(form(EMAIL), {"work_email": ["a@example.com", "b@example.com"]})
    assert [error.key for error in reading.errors] == ["work_email"]
    assert state(reading, "work_email") == (STATES.BLANK, None)


def test_required_consent_must_be_ticked() -> None:
    assert [error.key for error in read(form(CONSENT), {"consent": ["no"]}).errors] == ["consent"]
    assert state(read(form(CONSENT), {"consent": ["yes"]}), "consent") == (STATES.ANSWERED, True)


@pytest.mark.parametrize("order", [("country", "phone"), ("phone", "country")])
def test_a_phone_number_is_read_by_the_country_wherever_it_is_asked(order: tuple[str, str]) -> None:
    asked = form(*(library_field(key) for key in order), default_country="US")
    posted = {"phone": ["098200 12345"], "country": ["IN"]}
    assert read(asked, posted).answers["phone"].value == "+919820012345"
    assert not read(asked, posted | {"country": ["US"]}).ok


def test_a_hidden_country_does_not_read_the_phone_number() -> None:
    hidden = library_field("country", show_if=Test("company", Operator.IS_ANSWERED))
    asked = form(library_field("company"), library_field("phone"), hidden, default_country="US")
    assert read(asked, {"phone": ["(415) 555-2671"], "country": ["IN"]}).answers["phone"].value == "+14155552671"


def test_errors_come_in_the_order_of_the_fields() -> None:
    reading = read(form(EMAIL, EMPLOYEES, CONSENT), {"employees": ["many"]})
    assert [error.key for error in reading.errors] == ["work_email", "employees", "consent"]


TWO_STEPS = Definition(Page("A form"), (Step("one", "One", (EMAIL, INTEREST)), Step("two", "Two", (REASON, CONSENT))))


def test_a_step_is_read_without_those_after_it() -> None:
    posted = {"work_email": ["a@example.com"], "interest": ["partnership"], "q_reason": ["early"]}
    first = read(TWO_STEPS, posted, through_step=0)
    assert first.ok
    assert first.visible == ("work_email", "interest")
    assert state(first, "q_reason") == (STATES.NOT_SHOWN, None)
    assert [error.key for error in read(TWO_STEPS, posted).errors] == ["consent"]
    assert read(TWO_STEPS, posted, through_step=1) == read(TWO_STEPS, posted)
    assert read(TWO_STEPS, posted, through_step=-1).visible == ()


def test_what_could_not_be_read_counts_as_answered_for_conditions_only() -> None:
    follow = Field("q_f", TypeName.TEXT, KeyKind.QUESTION, "Follow", show_if=Test("employees", Operator.IS_ANSWERED))
    reading = read(form(EMPLOYEES, follow), {"employees": ["many"], "q_f": ["x"]})
    assert reading.visible == ("employees", "q_f")
    assert state(reading, "employees") == (STATES.BLANK, None)


@settings(deadline=None)
@given(st.data())
def test_a_reading_keeps_its_promises_for_any_form_and_post(data: st.DataObject) -> None:
    definition = data.draw(definitions())
    posted = data.draw(posts(definition))
    reading = read(definition, posted)
    assert list(reading.answers) == [field.key for field in definition.fields()]
    assert not reading.refused
    failed = {error.key for error in reading.errors}
    for field in definition.fields():
        answer = reading.answers[field.key]
        assert (field.key in reading.visible) is (answer.state is not STATES.NOT_SHOWN)
        assert (answer.value is not None) is answer.answered
        assert field.key in reading.visible or field.key not in failed
        if field.key in reading.visible and field.must_answer:
            assert answer.state in {STATES.ANSWERED, STATES.UNKNOWN} or field.key in failed
        if not failed and field.show_if is not None:
            shown_when = definition.shown_when(field.key)
            assert shown_when is None or (field.key in reading.visible) is evaluate(shown_when, reading.answers)


@settings(deadline=None)
@given(st.data())
def test_reading_a_step_agrees_with_reading_the_form(data: st.DataObject) -> None:
    definition = data.draw(definitions())
    posted = data.draw(posts(definition))
    whole, first = read(definition, posted), read(definition, posted, through_step=0)
    if any(field.type in {TypeName.COUNTRY, TypeName.PHONE} for field in definition.fields()):
        return  # a country in the second step reads a phone number in the first
    for field in filter(lambda item: item.asks, definition.steps[0].fields):
        assert first.answers[field.key] == whole.answers[field.key]


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.lists(st.text(), max_size=3)))
def test_no_post_makes_the_reader_fail(posted: dict[str, list[str]]) -> None:
    for name in read(form(EMAIL, EMPLOYEES, INTEREST, REASON), posted).refused:
        name.encode()
