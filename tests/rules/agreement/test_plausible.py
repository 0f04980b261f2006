"""Plausibility rules: a flagged answer does not count until a person clears it; nothing is blocked (X12)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.rules.agreement.document import hash_of, terms_from_json, terms_to_json
from portal.rules.agreement.doubts import PlausibilityRule, Sign
from portal.rules.agreement.faults import faults
from portal.rules.agreement.judge import judge, profile_from_json, profile_to_json, verdict_to_json
from portal.rules.agreement.plausible import implausible, rule_in_words
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.verdict import LineState, Qualification, Verdict
from portal.rules.forms.reading import read
from portal.rules.questions.answer import Answer
from portal.rules.questions.logic import Operator
from tests.support.company import COMPLETE, CONTACT, TERMS

RULE = PlausibilityRule(
    "Free mail with thousands of people",
    (Sign("work_email", free_mail=True), Sign("employees", Operator.GTE, Decimal(5000))),
    ("employees",),
)
DOUBTING = replace(TERMS, plausibility=(RULE,))
WHY = "Work email is a free mail address and Number of employees is at least 5,000"


def profile(**changes: str) -> dict[str, Answer]:
    posted = {key: [value] for key, value in {**COMPLETE, **changes}.items()}
    return read(CONTACT, posted).answers


def verdict_on(answers: dict[str, Answer], terms: Terms = DOUBTING) -> Verdict:
    return judge(answers, terms, number=1, content_hash=hash_of(terms))


LARGE = {"work_email": "priya@gmail.com", "employees": "9000"}


@pytest.mark.parametrize(
    ("changes", "doubted"),
    [
        ({}, {}),
        (LARGE, {"employees": WHY}),
        ({"employees": "9000"}, {}),
        ({"work_email": "priya@gmail.com"}, {}),
        ({"work_email": "priya@gmail.com", "employees": ""}, {}),
        ({"work_email": "priya@mail.gmail.com", "employees": "5000"}, {"employees": WHY}),
    ],
)
def test_every_sign_must_hold_of_a_given_answer(changes: dict[str, str], doubted: dict[str, str]) -> None:
    assert dict(implausible(profile(**changes), DOUBTING)) == doubted


def test_a_doubted_key_is_not_complete_and_says_why() -> None:
    found = verdict_on(profile(**LARGE))
    assert found.level is Qualification.MQL
    assert found.missing_for_sql == ("employees",)
    assert (found.failed, found.incomplete, found.disqualified) == ((), True, False)
    [key, rule] = [line for line in found.lines if line.state is LineState.DOUBTED]
    assert key.words == rule.words == f"Number of employees: doubted, because {WHY}"
    assert verdict_on(profile(**LARGE), TERMS).level is Qualification.SQL


def test_what_a_person_has_cleared_counts() -> None:
    answers = profile(**LARGE)
    answers["employees"] = replace(answers["employees"], cleared=True)
    assert verdict_on(answers).level is Qualification.SQL
    assert implausible(answers, DOUBTING) == {}


@pytest.mark.parametrize("cleared", [False, True])
def test_the_verdict_recomputes_to_the_same_bytes(cleared: bool) -> None:
    answers = profile(**LARGE)
    answers["employees"] = replace(answers["employees"], cleared=cleared)
    inputs = profile_to_json(answers, DOUBTING)
    again = profile_from_json(inputs, DOUBTING)
    assert verdict_to_json(verdict_on(dict(again))) == verdict_to_json(verdict_on(answers))
    assert profile_to_json(again, DOUBTING) == inputs
    assert ('"cleared"' in inputs) is cleared


def test_terms_without_rules_keep_their_text_and_hash() -> None:
    assert "plausibility" not in terms_to_json(TERMS)
    assert terms_from_json(terms_to_json(DOUBTING)) == DOUBTING
    assert hash_of(DOUBTING) != hash_of(TERMS)


def test_a_rule_is_said_in_words() -> None:
    assert rule_in_words(RULE, TERMS) == f"Number of employees is doubted where {WHY}"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": " "}, "plausibility[0].name"),
        ({"when": ()}, "plausibility[0].when"),
        ({"when": (Sign("company", free_mail=True),)}, "plausibility[0].when"),
        ({"when": (Sign("budget"),)}, "plausibility[0].when"),
        ({"when": (Sign("employees", Operator.CONTAINS, "x"),)}, "plausibility[0].when"),
        ({"when": (Sign("interest", Operator.EQ, "no_option"),)}, "plausibility[0].when"),
        ({"doubts": ()}, "plausibility[0].doubts"),
        ({"doubts": ("budget",)}, "plausibility[0].doubts"),
        ({"doubts": ("work_email",)}, "plausibility[0].doubts"),
    ],
)
def test_rules_that_cannot_work_or_would_block_are_not_proposed(changes: dict[str, object], where: str) -> None:
    assert faults(DOUBTING) == ()
    wrong = replace(TERMS, plausibility=(replace(RULE, **changes),))  # type: ignore[arg-type]
    assert where in {fault.where for fault in faults(wrong)}


def test_two_rules_have_two_names() -> None:
    assert {fault.where for fault in faults(replace(TERMS, plausibility=(RULE, RULE)))} == {
        "plausibility[0].name",
        "plausibility[1].name",
    }
