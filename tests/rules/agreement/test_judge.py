"""What makes an MQL and an SQL, and that the verdict says why, the same way every time."""

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.judge import (
    complete,
    judge,
    profile_from_json,
    profile_to_json,
    verdict_from_json,
    verdict_to_json,
)
from portal.rules.agreement.terms import (
    AgreedKey,
    AllOf,
    AnyOf,
    Criterion,
    Level,
    NoneOf,
    OnFail,
    Side,
    Terms,
    Unknown,
)
from portal.rules.agreement.verdict import Line, LineState, Qualification, Verdict
from portal.rules.questions.answer import Answer, Answers, AnswerState
from portal.rules.questions.logic import Operator
from tests.rules.agreement.examples import (
    LIBRARY,
    SOFTWARE,
    answered,
    answers_to,
    profile,
    profiles,
    small_terms,
    terms,
)

SQL, MQL, UNQUALIFIED = Qualification.SQL, Qualification.MQL, Qualification.UNQUALIFIED
BLANK, NOT_SHOWN, UNKNOWN, PURGED = AnswerState.BLANK, AnswerState.NOT_SHOWN, AnswerState.UNKNOWN, AnswerState.PURGED

LARGE = Criterion("employees", Operator.GTE, 50, Side.SALES)
INTENT = AnyOf(
    (
        Criterion("interest", Operator.ONE_OF, ("pricing", "evaluation")),
        Criterion("budget", Operator.ONE_OF, ("over_250k",)),
    )
)


def verdict(answers: Answers, agreed: Terms = SOFTWARE) -> Verdict:
    return judge(answers, agreed, number=3, content_hash="f" * 64)


def line(found: Verdict, key: str) -> Line:
    return next(line for line in found.lines if line.key == key)


def known(**answers: object) -> dict[str, Answer]:
    """A profile of the small terms in which contact is complete."""
    contact = {"work_email": answered("work_email", "a@b.example"), "phone": answered("phone", "+14155552671")}
    return contact | {
        key: Answer(key, value) if isinstance(value, AnswerState) else answered(key, value)  # type: ignore[arg-type]
        for key, value in answers.items()
    }


def test_everything_given_and_every_rule_met_is_an_sql() -> None:
    found = verdict(profile())
    assert (found.level, found.missing_for_sql, found.failed, found.incomplete) == (SQL, (), (), False)
    assert {line.state for line in found.lines} == {LineState.MET}
    assert (found.agreement_number, found.agreement_hash) == (3, "f" * 64)


def test_a_blank_sizing_makes_an_incomplete_mql_that_names_it() -> None:
    found = verdict(profile(employees=BLANK))
    assert (found.level, found.missing_for_sql, found.incomplete) == (MQL, ("employees",), True)
    assert found.failed == ()


def test_below_the_agreed_size_is_an_mql_that_failed_and_names_the_rule() -> None:
    found = verdict(profile(employees=3))
    assert (found.level, found.missing_for_sql, found.incomplete) == (MQL, (), False)
    assert found.failed == ("Number of employees is 3; agreed: at least 10",)


def test_without_an_mql_key_there_is_no_mql() -> None:
    found = verdict(profile(work_email=None))
    assert (found.level, found.missing_for_mql, found.disqualified) == (UNQUALIFIED, ("work_email",), False)


def test_an_answer_more_lifts_an_mql_to_an_sql() -> None:
    before = profile(phone=None)
    assert verdict(before).level is MQL
    assert verdict(before | {"phone": answered("phone", "+14155552671")}).level is SQL


@pytest.mark.parametrize("state", [None, BLANK, NOT_SHOWN, UNKNOWN, PURGED])
@pytest.mark.parametrize("unknown", Unknown)
def test_of_the_four_nothings_only_unknown_can_be_enough(state: AnswerState | None, unknown: Unknown) -> None:
    agreed = AgreedKey(LIBRARY["annual_revenue"], Level.SQL, unknown)
    answer = None if state is None else Answer("annual_revenue", state)
    assert complete(answer, agreed) is (state is UNKNOWN and unknown is Unknown.COMPLETE)


@pytest.mark.parametrize("value", [0, False, "no"])
def test_zero_and_no_are_answers(value: int | bool | str) -> None:
    assert complete(answered("employees", value), AgreedKey(LIBRARY["employees"], Level.SQL))


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (None, "not asked yet"),
        (BLANK, "left blank"),
        (NOT_SHOWN, "not asked"),
        (UNKNOWN, "not known yet"),
        (PURGED, "removed"),
    ],
)
def test_the_verdict_says_which_nothing_it_was(state: AnswerState | None, seen: str) -> None:
    assert line(verdict(profile(phone=state)), "phone").seen == seen


def test_unknown_that_is_agreed_to_be_enough_completes_the_key() -> None:
    found = verdict(profile(annual_revenue=UNKNOWN))
    assert found.level is SQL
    assert line(found, "annual_revenue").words == (
        "Annual revenue (US dollars) is not known yet, which is agreed to be enough"
    )


def test_unknown_does_not_meet_a_value_rule_even_where_it_completes_the_key() -> None:
    found = verdict(known(interest=UNKNOWN), small_terms(sql=(Criterion("interest", Operator.EQ, "pricing"),)))
    assert (found.level, found.missing_for_sql, found.failed) == (MQL, ("interest",), ())


@pytest.mark.parametrize(
    ("answers", "state", "missing"),
    [
        ({"interest": "pricing"}, LineState.MET, ()),
        ({"interest": "partnership", "budget": "over_250k"}, LineState.MET, ()),
        ({"interest": "partnership"}, LineState.MISSING, ("budget",)),
        ({}, LineState.MISSING, ("interest", "budget")),
        ({"interest": "partnership", "budget": "not_set"}, LineState.FAILED, ()),
    ],
)
def test_any_of_is_missing_while_an_answer_could_still_meet_it(
    answers: dict[str, object], state: LineState, missing: tuple[str, ...]
) -> None:
    found = verdict(known(**answers), small_terms(sql=(INTENT,)))
    assert (found.lines[-1].state, found.missing_for_sql) == (state, missing)


@pytest.mark.parametrize(
    ("answers", "state", "missing"),
    [
        ({"interest": "pricing"}, LineState.FAILED, ()),
        ({"interest": "partnership"}, LineState.MISSING, ("budget",)),
        ({"interest": "partnership", "budget": "not_set"}, LineState.MET, ()),
    ],
)
def test_none_of_fails_as_soon_as_one_part_holds(
    answers: dict[str, object], state: LineState, missing: tuple[str, ...]
) -> None:
    found = verdict(known(**answers), small_terms(sql=(NoneOf(INTENT.any),)))
    assert (found.lines[-1].state, found.missing_for_sql) == (state, missing)


@pytest.mark.parametrize(
    ("answers", "state", "missing"),
    [
        ({"employees": 60, "interest": "pricing"}, LineState.MET, ()),
        ({"employees": 60}, LineState.MISSING, ("interest", "budget")),
        ({"employees": 60, "interest": "partnership"}, LineState.MISSING, ("budget",)),
        ({"employees": 3}, LineState.MISSING, ("budget",)),
        ({"employees": 3, "interest": "pricing", "budget": "not_set"}, LineState.FAILED, ()),
        ({"employees": 3, "interest": "partnership", "budget": "over_250k"}, LineState.MET, ()),
    ],
)
def test_all_of_within_any_of_fails_as_soon_as_one_part_does(
    answers: dict[str, object], state: LineState, missing: tuple[str, ...]
) -> None:
    """What has failed already is not asked to be completed: only answers that could still decide are missing."""
    choice = AnyOf((AllOf((LARGE, Criterion("interest", Operator.EQ, "pricing"))), INTENT.any[1]))
    found = verdict(known(**answers), small_terms(sql=(choice,)))
    assert (found.lines[-1].state, found.missing_for_sql) == (state, missing)


def test_what_is_missing_for_an_sql_is_not_missing_for_an_mql() -> None:
    found = verdict(profile(phone=BLANK, work_email=PURGED))
    assert found.missing_for_mql == ("work_email",)
    assert found.missing_for_sql == ("work_email", "phone")


def test_a_failed_sql_rule_never_disqualifies() -> None:
    rule = Criterion("employees", Operator.GTE, 50, on_fail=OnFail.DISQUALIFY)
    assert verdict(known(employees=3), small_terms(sql=(rule,))).disqualified is False


def test_a_group_is_one_line_in_words_with_what_was_seen() -> None:
    found = verdict(known(interest="partnership", budget=BLANK), small_terms(sql=(INTENT,)))
    assert found.lines[-1].words == (
        "Any of: Interest is Get a price or See whether it fits us; Budget (US dollars a year) is 250,000 or more"
    )
    assert found.lines[-1].seen == "Interest: Become a partner; Budget (US dollars a year): left blank"


def test_nested_all_of_gives_a_line_for_each_rule() -> None:
    found = verdict(known(employees=12, interest="pricing"), small_terms(sql=(AllOf((LARGE, INTENT)),)))
    assert [line.words for line in found.lines[-2:]] == [
        "Number of employees is 12; agreed: at least 50",
        "Any of: Interest is Get a price or See whether it fits us; Budget (US dollars a year) is 250,000 or more",
    ]


def test_a_failed_mql_rule_is_unqualified_and_disqualifies_where_it_says_so() -> None:
    for on_fail, disqualified in ((OnFail.NURTURE, False), (OnFail.DISQUALIFY, True)):
        rule = Criterion("employees", Operator.GTE, 50, on_fail=on_fail)
        found = verdict(known(employees=3), small_terms(mql=(rule,)))
        assert (found.level, found.disqualified) == (UNQUALIFIED, disqualified)
        assert verdict(known(), small_terms(mql=(rule,))).disqualified is False


def test_a_rule_in_a_group_that_holds_disqualifies_nobody() -> None:
    strict = Criterion("employees", Operator.GTE, 50, on_fail=OnFail.DISQUALIFY)
    found = verdict(known(employees=3, interest="pricing"), small_terms(mql=(AnyOf((strict, *INTENT.any)),)))
    assert (found.level, found.disqualified) == (SQL, False)


def test_none_of_disqualifies_by_the_rule_that_held() -> None:
    partner = Criterion("interest", Operator.EQ, "partnership", on_fail=OnFail.DISQUALIFY)
    found = verdict(known(interest="partnership"), small_terms(mql=(NoneOf((partner,)),)))
    assert (found.level, found.disqualified) == (UNQUALIFIED, True)
    assert verdict(known(interest="pricing"), small_terms(mql=(NoneOf((partner,)),))).level is SQL


def test_who_fails_the_mql_criteria_is_no_sql_whatever_the_sql_criteria_say() -> None:
    both = small_terms(mql=(LARGE,), sql=(Criterion("interest", Operator.EQ, "pricing"),))
    assert verdict(known(employees=3, interest="pricing"), both).level is UNQUALIFIED


def test_the_owner_of_a_completeness_rule_owns_the_line_of_its_key() -> None:
    rule = Criterion("phone", Operator.COMPLETE, None, Side.SALES)
    found = verdict(known(), small_terms(sql=(rule,)))
    assert [(line.key, line.owner) for line in found.lines] == [("work_email", Side.JOINT), ("phone", Side.SALES)]


def test_an_optional_key_counts_when_a_rule_asks_for_it() -> None:
    rule = Criterion("employees", Operator.COMPLETE)
    assert verdict(known(), small_terms(sql=(rule,))).missing_for_sql == ("employees",)
    assert verdict(known(), small_terms()).level is SQL


def test_contact_data_is_not_repeated_in_the_verdict() -> None:
    text = verdict_to_json(verdict(profile()))
    assert all(value not in text for value in ("Lovelace", "ada@analytical.example", "4155552671"))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Terms, Answers]:
    agreed = draw(terms())
    return agreed, draw(profiles(agreed))


@given(cases())
def test_stored_inputs_give_the_same_bytes_again(case: tuple[Terms, Answers]) -> None:
    agreed, answers = case
    inputs, outcome = profile_to_json(answers, agreed), verdict_to_json(verdict(answers, agreed))
    again = profile_from_json(inputs, agreed)
    assert verdict_to_json(verdict(again, agreed)) == outcome
    assert profile_to_json(again, agreed) == inputs
    assert verdict_to_json(verdict_from_json(outcome)) == outcome


@given(cases())
def test_the_level_follows_from_the_lines(case: tuple[Terms, Answers]) -> None:
    found = verdict(case[1], case[0])
    open_levels = {line.level for line in found.lines if line.state is not LineState.MET}
    assert (found.level is SQL) is (not open_levels)
    assert (found.level is UNQUALIFIED) is (Level.MQL in open_levels)
    assert bool(found.failed) is any(line.state is LineState.FAILED for line in found.lines)
    assert set(found.missing_for_mql) <= set(found.missing_for_sql)
    if found.level is MQL:
        assert found.missing_for_sql or found.failed
    if found.disqualified:
        assert found.level is UNQUALIFIED


@given(cases(), st.data())
def test_only_keys_that_are_named_as_missing_could_have_made_a_difference(
    case: tuple[Terms, Answers], data: st.DataObject
) -> None:
    """An answer to a key that was not answered and is not named changes no line that was met or failed."""
    agreed, answers = case
    before = verdict(answers, agreed)
    silent = [
        item.key
        for item in agreed.keys
        if not complete(answers.get(item.key.key), item) and item.key.key not in before.missing_for_sql
    ]
    for key in silent:
        answer = data.draw(answers_to(key))
        after = verdict({**answers, key.key: answer}, agreed)
        decided = [(line.key, line.label, line.state) for line in before.lines]
        assert [(line.key, line.label, line.state) for line in after.lines] == decided


@given(cases())
def test_keys_that_were_not_agreed_on_are_ignored(case: tuple[Terms, Answers]) -> None:
    agreed, answers = case
    only = {item.key.key: answers[item.key.key] for item in agreed.keys if item.key.key in answers}
    assert verdict(only, agreed) == verdict(answers, agreed)


def test_equal_terms_that_are_not_the_same_object_judge_alike() -> None:
    assert verdict(profile(), small_terms(sql=(LARGE,))) == verdict(profile(), small_terms(sql=(LARGE,)))


def test_a_verdict_takes_a_fraction_of_a_millisecond() -> None:
    answers = profile()
    verdict(answers)
    seconds = min(timeit.repeat(lambda: verdict(answers), number=200, repeat=5)) / 200
    assert seconds < 0.0005, f"{seconds * 1e6:.0f} µs"
