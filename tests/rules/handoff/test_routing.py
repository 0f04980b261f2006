"""Rules decide in their order, and an MQL that failed a value rule never reaches a rep."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.definition import Purpose
from portal.rules.handoff.routing import (
    RoutingFacts,
    Rule,
    RuleKind,
    Standing,
    When,
    WhenError,
    first_match,
    in_words,
    matches,
    when_from_json,
    when_to_json,
)
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.key import Key, KeyKind, Option, TypeName
from portal.rules.questions.logic import All, Any, Operator, Test

SQL = RoutingFacts(
    Qualification.SQL,
    form_slug="contact-sales",
    purpose=Purpose.HAND_RAISER,
    campaign="Spring",
    country="DE",
    answers={"employees": Answer("employees", AnswerState.ANSWERED, 300)},
)
INCOMPLETE = RoutingFacts(Qualification.MQL, incomplete=True, purpose=Purpose.HAND_RAISER)
FAILED = RoutingFacts(Qualification.MQL, failed=True, purpose=Purpose.HAND_RAISER)
UNQUALIFIED = RoutingFacts(Qualification.UNQUALIFIED, purpose=Purpose.HAND_RAISER)
LARGE = Test("employees", Operator.GTE, Decimal(250))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When(), True),
        (When(levels=(Standing.SQL,)), True),
        (When(levels=(Standing.MQL_INCOMPLETE, Standing.MQL_FAILED)), False),
        (When(forms=("other", "contact-sales")), True),
        (When(forms=("other",)), False),
        (When(campaigns=("spring ",)), True),
        (When(countries=("de", "AT")), True),
        (When(countries=("US",)), False),
        (When(condition=LARGE), True),
        (When(condition=Test("employees", Operator.LT, 250)), False),
        (When(countries=("DE",), condition=Test("employees", Operator.LT, 250)), False),
    ],
)
def test_every_named_part_must_hold(when: When, expected: bool) -> None:
    assert matches(when, SQL) is expected


def test_the_first_rule_that_matches_decides() -> None:
    rules = [
        Rule(1, RuleKind.SALES, When(countries=("US",))),
        Rule(2, RuleKind.SALES, When(condition=LARGE)),
        Rule(3, RuleKind.SALES),
    ]
    found = first_match(rules, SQL)
    assert found is not None
    assert found.id == 2


def test_no_rule_matches_when_none_does() -> None:
    assert first_match([Rule(1, RuleKind.SALES, When(forms=("other",)))], SQL) is None


def test_a_rule_without_levels_means_sqls_for_reps_and_the_others_for_marketing() -> None:
    sales, nurture = Rule(1, RuleKind.SALES), Rule(2, RuleKind.NURTURE)
    assert first_match([nurture, sales], SQL) is sales
    for facts in (INCOMPLETE, FAILED, UNQUALIFIED):
        assert first_match([sales, nurture], facts) is nurture


def test_an_incomplete_hand_raiser_goes_to_reps_only_by_a_rule_that_says_so() -> None:
    named = Rule(1, RuleKind.SALES, When(levels=(Standing.SQL, Standing.MQL_INCOMPLETE)))
    assert first_match([named], INCOMPLETE) is named
    content = RoutingFacts(Qualification.MQL, incomplete=True, purpose=Purpose.CONTENT)
    assert first_match([named], content) is None


@given(st.lists(st.sampled_from(Standing), max_size=4), st.sampled_from([FAILED, UNQUALIFIED]))
def test_below_an_agreed_value_no_rule_leads_to_a_rep(levels: list[Standing], facts: RoutingFacts) -> None:
    assert first_match([Rule(1, RuleKind.SALES, When(levels=tuple(levels)))], facts) is None


def test_failed_outweighs_missing() -> None:
    both = RoutingFacts(Qualification.MQL, incomplete=True, failed=True)
    assert both.standing is Standing.MQL_FAILED


texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
whens = st.builds(
    When,
    st.lists(st.sampled_from(Standing), unique=True).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
    st.sampled_from([None, LARGE, All((LARGE, Any((Test("country", Operator.EQ, "DE"),))))]),
)


@given(whens)
def test_conditions_are_read_back_as_written(when: When) -> None:
    assert when_from_json(when_to_json(when)) == when
    assert in_words(when)


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], ""),
        ({"level": []}, "level"),
        ({"levels": ["sal"]}, "levels"),
        ({"forms": "contact-sales"}, "forms"),
        ({"countries": [1]}, "countries"),
        ({"campaigns": ["x" * 200]}, "campaigns"),
        ({"condition": {"key": "employees"}}, "condition"),
    ],
)
def test_what_is_not_a_rule_is_refused_at_its_place(document: object, where: str) -> None:
    with pytest.raises(WhenError) as refused:
        when_from_json(document)
    assert [fault.where for fault in refused.value.faults] == [where]


def test_a_rule_is_said_in_words() -> None:
    keys = {
        "employees": Key("employees", TypeName.WHOLE, KeyKind.SIZING, "Employees"),
        "interest": Key("interest", TypeName.CHOICE, KeyKind.NEED, "Interest", options=(Option("p", "Pricing"),)),
    }
    when = When(
        (Standing.SQL, Standing.MQL_INCOMPLETE),
        ("contact-sales",),
        (),
        ("DE", "AT"),
        All((LARGE, Test("interest", Operator.ONE_OF, ("p",)))),
    )
    assert in_words(when, keys.get, {"contact-sales": "Contact sales"}) == (
        "SQL or MQL with answers missing; form is Contact sales; country is Germany or Austria; "
        "all of: Employees is at least 250; Interest is Pricing"
    )
    assert in_words(When()) == "Every lead of this kind"
