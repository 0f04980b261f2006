"""No agreement goes below the floor, and none is proposed that could not be judged."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from portal.rules.agreement.faults import FULL_CONTACT, Fault, faults
from portal.rules.agreement.terms import (
    AgreedKey,
    AllOf,
    AnyOf,
    Budget,
    Criterion,
    Level,
    Node,
    NoneOf,
    OnFail,
    RejectEffect,
    Targets,
    Terms,
    Unknown,
)
from portal.rules.questions.key import Key, KeyKind, Option, TypeName
from portal.rules.questions.logic import Operator, TestValue
from tests.rules.agreement.examples import EXTRA, LIBRARY, SOFTWARE, terms


def with_key(name: str, **changes: object) -> Terms:
    keys = tuple(replace(item, **changes) if item.key.key == name else item for item in SOFTWARE.keys)
    return replace(SOFTWARE, keys=keys, plausibility=())


def without(*names: str) -> Terms:
    kept = tuple(item for item in SOFTWARE.keys if item.key.key not in names)
    return replace(SOFTWARE, keys=kept, plausibility=())


def with_rule(rule: Node, *extra: Key) -> Terms:
    keys = (*SOFTWARE.keys, *(AgreedKey(key, Level.OPTIONAL) for key in extra))
    return replace(SOFTWARE, keys=keys, sql=AllOf((rule,)))


def places(agreed: Terms) -> list[str]:
    return [fault.where for fault in faults(agreed)]


def test_the_template_has_no_fault() -> None:
    assert faults(SOFTWARE) == ()


@pytest.mark.parametrize("level", [Level.SQL, Level.OPTIONAL])
def test_work_email_is_mql(level: Level) -> None:
    assert places(with_key("work_email", level=level)) == ["keys.work_email.level"]
    assert places(without("work_email")) == ["keys.work_email.level"]


@pytest.mark.parametrize("key", FULL_CONTACT)
def test_full_contact_is_at_least_sql(key: str) -> None:
    assert places(with_key(key, level=Level.OPTIONAL)) == [f"keys.{key}.level"]
    assert places(without(key)) == [f"keys.{key}.level"]
    assert places(with_key(key, level=Level.MQL, unknown=Unknown.NOT_OFFERED)) == []


def test_unknown_cannot_stand_for_full_contact() -> None:
    assert places(with_key("phone", unknown=Unknown.COMPLETE)) == ["keys.phone.unknown"]


def test_one_key_tells_the_size() -> None:
    assert places(with_key("employees", level=Level.OPTIONAL)) == ["keys"]
    assert places(with_key("employees", unknown=Unknown.COMPLETE)) == ["keys"]
    assert places(with_key("annual_revenue", level=Level.OPTIONAL)) == []


def test_an_mql_key_that_is_not_known_cannot_count_as_missing() -> None:
    assert places(with_key("first_name", unknown=Unknown.MISSING)) == ["keys.first_name.unknown"]
    assert places(with_key("work_email", unknown=Unknown.COMPLETE)) == ["keys.work_email.unknown"]
    assert places(with_key("work_email", unknown=Unknown.MISSING)) == ["keys.work_email.unknown"]
    assert places(with_key("interest", level=Level.MQL, unknown=Unknown.COMPLETE)) == []


def test_a_key_is_listed_once_and_comes_from_the_library() -> None:
    twice = replace(SOFTWARE, keys=(*SOFTWARE.keys, SOFTWARE.keys[-1]))
    assert places(twice) == [f"keys.{SOFTWARE.keys[-1].key.key}"]
    free = Key("colour", TypeName.TEXT, KeyKind.QUESTION, "Colour")
    assert places(replace(SOFTWARE, keys=(*SOFTWARE.keys, AgreedKey(free, Level.OPTIONAL)))) == ["keys.colour"]


def test_options_of_an_agreed_key_are_sound() -> None:
    bands = (Option("a", "A", Decimal(0), Decimal(10)), Option("b", "B", Decimal(10), None))
    key = replace(LIBRARY["annual_revenue"], options=bands)
    assert places(with_key("annual_revenue", key=key)) == ["keys.annual_revenue.options"]


@pytest.mark.parametrize(
    ("key", "op", "value"),
    [
        ("employees", Operator.GTE, 50),
        ("employees", Operator.BETWEEN, (Decimal(10), Decimal(500))),
        ("employees", Operator.ONE_OF, (Decimal(1), Decimal(2))),
        ("interest", Operator.EQ, "pricing"),
        ("interest", Operator.NONE_OF, ("pricing", "partnership")),
        ("country", Operator.ONE_OF, ("DE", "AT")),
        ("job_title", Operator.CONTAINS, "engineer"),
        ("deal_size", Operator.LT, Decimal("1000.50")),
        ("go_live", Operator.BEFORE, "2026-12-31"),
        ("go_live", Operator.BETWEEN, ("2026-01-01", "2026-12-31")),
        ("has_budget", Operator.EQ, True),
        ("phone", Operator.COMPLETE, None),
    ],
)
def test_a_rule_that_fits_its_key_has_no_fault(key: str, op: Operator, value: TestValue) -> None:
    assert faults(with_rule(Criterion(key, op, value), *EXTRA)) == ()


@pytest.mark.parametrize(
    ("key", "op", "value"),
    [
        ("shoe_size", Operator.GTE, 40),
        ("employees", Operator.GTE, "fifty"),
        ("employees", Operator.GTE, True),
        ("employees", Operator.GTE, None),
        ("employees", Operator.GTE, Decimal("NaN")),
        ("employees", Operator.GTE, (Decimal(1),)),
        ("employees", Operator.BETWEEN, 5),
        ("employees", Operator.BETWEEN, (Decimal(1),)),
        ("employees", Operator.BETWEEN, (Decimal(9), Decimal(1))),
        ("employees", Operator.CONTAINS, "5"),
        ("employees", Operator.IS_EMPTY, None),
        ("employees", Operator.IS_ANSWERED, None),
        ("employees", Operator.BEFORE, "2026-01-01"),
        ("interest", Operator.EQ, "enterprise"),
        ("interest", Operator.ONE_OF, ()),
        ("interest", Operator.ONE_OF, ("pricing", "enterprise")),
        ("interest", Operator.ONE_OF, "pricing"),
        ("interest", Operator.GTE, 3),
        ("country", Operator.EQ, "Germany"),
        ("go_live", Operator.BEFORE, "next year"),
        ("go_live", Operator.BEFORE, "2026-02-30"),
        ("go_live", Operator.BETWEEN, ("2026-12-31", "2026-01-01")),
        ("has_budget", Operator.EQ, "yes"),
        ("job_title", Operator.CONTAINS, "  "),
        ("phone", Operator.COMPLETE, "x"),
    ],
)
def test_a_rule_that_does_not_fit_its_key_is_refused_at_its_place(key: str, op: Operator, value: TestValue) -> None:
    agreed = with_rule(AnyOf((Criterion("phone", Operator.COMPLETE), Criterion(key, op, value))), *EXTRA)
    assert places(agreed) == ["sql.all[0].any[1]"]


def test_an_mql_rule_looks_at_mql_keys_only() -> None:
    """Else a blank sizing would be no MQL at all, and nobody would be alerted."""
    rule = Criterion("employees", Operator.GTE, 10)
    assert places(replace(SOFTWARE, mql=AllOf((rule,)))) == ["mql.all[0]"]
    with_mql_key = with_key("employees", level=Level.MQL, unknown=Unknown.NOT_OFFERED)
    assert places(replace(with_mql_key, mql=AllOf((rule,)))) == []


def test_only_mql_rules_disqualify() -> None:
    assert places(with_rule(Criterion("employees", Operator.GTE, 10, on_fail=OnFail.DISQUALIFY))) == ["sql.all[0]"]


@pytest.mark.parametrize("group", [AllOf(), AnyOf(), NoneOf()])
def test_a_group_without_rules_says_nothing(group: Node) -> None:
    assert places(with_rule(group)) == ["sql.all[0]"]


def test_groups_are_not_nested_without_end() -> None:
    node: Node = Criterion("phone", Operator.COMPLETE)
    for _ in range(500):
        node = AnyOf((node,))
    assert len(faults(with_rule(node))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept_minutes", 0),
        ("first_contact_minutes", -5),
        ("first_attempt_minutes", 10**9),
        ("next_step_minutes", 0),
        ("remind_at_percent", 100),
        ("escalate_after_minutes", -1),
        ("nurture_review_days", 0),
        ("dispute_days", 0),
        ("unreachable_attempts", 0),
    ],
)
def test_a_promise_is_positive_and_within_reason(name: str, value: int) -> None:
    promises = replace(SOFTWARE.promises, **{name: value})
    assert places(replace(SOFTWARE, promises=promises)) == [f"promises.{name}"]


@pytest.mark.parametrize("effect", [RejectEffect.DISQUALIFY, RejectEffect.NURTURE_UNTIL, RejectEffect.NURTURE_ASK])
def test_sales_has_a_reason_for_every_way_back(effect: RejectEffect) -> None:
    reasons = tuple(reason for reason in SOFTWARE.reject_reasons if reason.effect is not effect)
    assert places(replace(SOFTWARE, reject_reasons=reasons)) == ["reject_reasons"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"code": "not_now"}, ["reject_reasons[0].code", "reject_reasons[1].code"]),
        ({"code": "Wrong fit"}, ["reject_reasons[0].code"]),
        ({"label": " "}, ["reject_reasons[0].label"]),
    ],
)
def test_reasons_have_codes_of_their_own_and_names(changes: dict[str, str], where: list[str]) -> None:
    first, *rest = SOFTWARE.reject_reasons
    assert places(replace(SOFTWARE, reject_reasons=(replace(first, **changes), *rest))) == where


def test_a_reason_that_asks_again_names_the_question() -> None:
    reasons = tuple(replace(reason, asks_key=False) for reason in SOFTWARE.reject_reasons)
    assert places(replace(SOFTWARE, reject_reasons=reasons)) == ["reject_reasons[2].asks_key"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": "  "}, "name"),
        ({"review_every_months": 0}, "review_every_months"),
        ({"targets": Targets(sql=-1)}, "targets.sql"),
        ({"budget": Budget(Decimal(-1))}, "budget.monthly"),
        ({"budget": Budget(None, "dollars")}, "budget.currency"),
    ],
)
def test_the_rest_is_sane(changes: dict[str, object], where: str) -> None:
    assert places(replace(SOFTWARE, **changes)) == [where]


@given(terms())
def test_any_terms_are_checked_without_an_error_and_in_sentences(agreed: Terms) -> None:
    for fault in faults(agreed):
        assert isinstance(fault, Fault)
        assert fault.where
        assert fault.message.endswith((".", "first."))
