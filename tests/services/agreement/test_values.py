"""Trees, comparisons, wording and differences: values in, values out."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.rules.agreement.terms import (
    AgreedKey,
    AllOf,
    AnyOf,
    Criterion,
    Level,
    NoneOf,
    OnFail,
    Promises,
    RejectEffect,
    RejectReason,
    Side,
    Terms,
    Unknown,
)
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.logic import Operator
from portal.services.agreement import comparisons, editing, trees, wording
from portal.services.agreement.comparing import Change, changes

KEYS = {key.key: key for key in STARTER_LIBRARY}
SIZE = Criterion("employees", Operator.GTE, 50)
NEED = Criterion("interest", Operator.ONE_OF, ("pricing",))
WHEN = Criterion("timeframe", Operator.ONE_OF, ("now",))
TREE = AllOf((SIZE, AnyOf((NEED, WHEN)), NoneOf((AllOf((NEED,)),))))
TERMS = Terms(
    name="First",
    keys=tuple(AgreedKey(KEYS[name], Level.SQL) for name in ("work_email", "employees", "interest", "timeframe")),
    sql=TREE,
    reject_reasons=(RejectReason("bad_fit", "Bad fit", RejectEffect.DISQUALIFY),),
)


def test_parts_are_found_by_their_way() -> None:
    assert trees.part_at(TREE, trees.way_of("1.0")) == NEED
    assert trees.part_at(TREE, trees.way_of("")) == TREE


@pytest.mark.parametrize("way", ["9", "0.0", "1.2", "-1", "x", "1..0", "99999"])
def test_a_way_to_nowhere_is_refused(way: str) -> None:
    with pytest.raises(trees.NoSuchPart):
        trees.part_at(TREE, trees.way_of(way))


def test_parts_are_added_changed_moved_and_removed() -> None:
    assert trees.part_at(trees.add(TREE, (1,), SIZE), (1, 2)) == SIZE
    assert trees.part_at(trees.put(TREE, (1, 0), SIZE), (1, 0)) == SIZE
    assert trees.part_at(trees.move(TREE, (1, 0), up=False), (1, 1)) == NEED
    assert trees.move(TREE, (0,), up=True) == TREE
    assert trees.part_at(trees.remove(TREE, (1, 0)), (1, 0)) == WHEN
    assert trees.part_at(trees.regroup(TREE, (1,), "none"), (1,)) == NoneOf((NEED, WHEN))


@pytest.mark.parametrize("act", [
    lambda: trees.add(TREE, (0,), SIZE), lambda: trees.remove(TREE, ()), lambda: trees.put(TREE, (), SIZE),
    lambda: trees.regroup(TREE, (0,), "any"), lambda: trees.regroup(TREE, (1,), "some"),
    lambda: trees.move(TREE, (7,), up=True),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(act: object) -> None:
    with pytest.raises(trees.NoSuchPart):
        act()  # type: ignore[operator]


def test_groups_stand_two_levels_deep() -> None:
    assert trees.add(TREE, (1,), AllOf())
    with pytest.raises(trees.TooDeep):
        trees.add(TREE, (2, 0), AnyOf())


@pytest.mark.parametrize(
    ("key", "op", "typed", "value"),
    [
        ("employees", Operator.GTE, ["1,000"], Decimal(1000)),
        ("employees", Operator.BETWEEN, ["10", "", "50"], (Decimal(10), Decimal(50))),
        ("employees", Operator.COMPLETE, ["7"], None),
        ("interest", Operator.ONE_OF, ["pricing", "evaluation", "pricing"], ("pricing", "evaluation")),
        ("country", Operator.ONE_OF, ["Germany", "fr", "  "], ("DE", "FR")),
        ("job_title", Operator.CONTAINS, [" Head "], "Head"),
    ],
)
def test_typed_values_become_values(key: str, op: Operator, typed: list[str], value: object) -> None:
    found = comparisons.value_of(KEYS[key], op, typed)
    assert found == value
    assert comparisons.value_of(KEYS[key], op, comparisons.typed_of(found)) == found


@pytest.mark.parametrize(
    ("key", "op", "typed"),
    [
        ("employees", Operator.GTE, []),
        ("employees", Operator.GTE, ["many"]),
        ("employees", Operator.GTE, ["1", "2"]),
        ("employees", Operator.BETWEEN, ["1"]),
        ("employees", Operator.BETWEEN, ["50", "10"]),
        ("interest", Operator.ONE_OF, ["bribery"]),
        ("country", Operator.ONE_OF, ["Atlantis"]),
        ("job_title", Operator.CONTAINS, ["x" * 201]),
        ("job_title", Operator.ONE_OF, ["x"] * 201),
    ],
)
def test_what_is_no_value_is_said(key: str, op: Operator, typed: list[str]) -> None:
    with pytest.raises(comparisons.NotAValue, match=r"\.$"):
        comparisons.value_of(KEYS[key], op, typed)


def test_dates_and_yes_or_no_compare_too() -> None:
    start = Key("start", TypeName.DATE, KeyKind.READINESS, "Start")
    ready = Key("ready", TypeName.YES_NO, KeyKind.READINESS, "Ready?")
    assert comparisons.value_of(start, Operator.BEFORE, ["2027-03-31"]) == "2027-03-31"
    span = comparisons.value_of(start, Operator.BETWEEN, ["2027-01-01", "2027-03-31"])
    assert span == ("2027-01-01", "2027-03-31")
    assert comparisons.value_of(ready, Operator.EQ, ["no"]) is False
    assert comparisons.typed_of(False) == ("no",)


def test_every_key_of_the_starter_library_can_be_compared() -> None:
    assert all(comparisons.offered(key)[0][0] is Operator.COMPLETE for key in STARTER_LIBRARY)


def test_keys_come_change_and_go() -> None:
    added = editing.add_key(TERMS, KEYS["phone"], Level.OPTIONAL)
    assert added.keys[-1] == AgreedKey(KEYS["phone"], Level.OPTIONAL)
    with pytest.raises(editing.AlreadyThere):
        editing.add_key(added, KEYS["phone"], Level.MQL)
    levelled = editing.set_levels(added, {"phone": (Level.SQL, Unknown.COMPLETE)})
    assert levelled.keys[-1] == AgreedKey(KEYS["phone"], Level.SQL, Unknown.COMPLETE)
    assert editing.drop_key(levelled, "phone") == TERMS
    with pytest.raises(editing.NotThere):
        editing.drop_key(TERMS, "phone")


def test_a_key_that_a_criterion_names_stays() -> None:
    with pytest.raises(editing.StillNamed):
        editing.drop_key(TERMS, "employees")


def test_a_draft_takes_the_words_of_the_library_when_asked() -> None:
    library = {**KEYS, "employees": replace(KEYS["employees"], label="Headcount")}
    assert [item.key.key for item in editing.outdated(TERMS, library)] == ["employees"]
    taken = editing.take_library(TERMS, library)
    assert taken.keys[1].key.label == "Headcount"
    assert editing.outdated(taken, library) == ()


def test_reasons_come_move_change_and_go() -> None:
    late = RejectReason("late", "Too late", RejectEffect.NURTURE)
    two = editing.put_reason(TERMS, late)
    assert [reason.code for reason in editing.move_reason(two, "late", up=True).reject_reasons] == ["late", "bad_fit"]
    reworded = editing.put_reason(two, replace(late, label="Far too late"), instead_of="late")
    assert reworded.reject_reasons[1].label == "Far too late"
    assert editing.drop_reason(two, "late") == TERMS
    with pytest.raises(editing.AlreadyThere):
        editing.put_reason(two, late)
    for act in (editing.drop_reason, lambda terms, code: editing.move_reason(terms, code, up=True)):
        with pytest.raises(editing.NotThere):
            act(TERMS, "late")


def test_the_tree_reads_in_words() -> None:
    first, group, none = wording.phrases(TERMS.sql, TERMS)
    assert (first.words, first.way) == ("Number of employees is at least 50", "0")
    assert group.words == "At least one of these holds"
    assert [part.way for part in group.parts] == ["1.0", "1.1"]
    assert none.words == "None of these holds"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (5, "5 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes"), (960, "16 hours")],
)
def test_minutes_are_read_as_people_say_them(minutes: int, words: str) -> None:
    assert wording.minutes_in_words(minutes) == words


def test_equal_terms_have_no_changes() -> None:
    assert changes(TERMS, TERMS) == ()


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (replace(TERMS, name="Second"), Change("changed", "Name", "First", "Second")),
        (replace(TERMS, note="By post"), Change("changed", "Note", "nothing", "By post")),
        (
            replace(TERMS, promises=Promises(accept_minutes=30)),
            Change(
                "changed",
                "Accepting",
                "A rep accepts or returns an offered lead within 15 minutes of working time.",
                "A rep accepts or returns an offered lead within 30 minutes of working time.",
            ),
        ),
        (
            replace(TERMS, sql=trees.put(TREE, (0,), replace(SIZE, value=20, owner=Side.SALES))),
            Change("changed", "SQL: Number of employees", "at least 50 (agreed by both)", "at least 20 (from sales)"),
        ),
        (
            replace(TERMS, mql=AllOf((replace(SIZE, on_fail=OnFail.DISQUALIFY),))),
            Change("added", "MQL: Number of employees", "", "at least 50 (agreed by both, disqualifies)"),
        ),
        (
            replace(TERMS, reject_reasons=()),
            Change("removed", "Reason to return a lead, “Bad fit”", "Bad fit: The lead is disqualified.", ""),
        ),
        (replace(TERMS, keys=TERMS.keys[::-1]), Change("changed", "Order", "", "The same content in another order.")),
    ],
    ids=lambda value: value.label if isinstance(value, Change) else "",
)  # fmt: skip
def test_changes_are_told_in_words(after: Terms, change: Change) -> None:
    assert changes(TERMS, after) == (change,)


def test_a_reworded_question_is_a_change_of_the_question() -> None:
    taken = editing.take_library(TERMS, {"employees": replace(KEYS["employees"], help="Full-time")})
    (change,) = changes(TERMS, taken)
    assert change.label == "Number of employees, the question"
