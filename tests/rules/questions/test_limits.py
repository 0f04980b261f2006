"""Limits of answers: lengths, steps, days told from today, countries of phone numbers; and that the gate knows them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.rules.forms.branches import branches
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.document import from_json, to_json
from portal.rules.forms.reading import Reading, read
from portal.rules.forms.structure import structure_faults
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.days import bound, first_day, last_day
from portal.rules.questions.key import KeyKind, Settings, TypeName
from portal.rules.questions.logic import Operator, Test, evaluate
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.registry import of

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


def asked(kind: TypeName, **limits: object) -> Field:
    return Field("q", kind, KeyKind.QUESTION, "The question", required=True, settings=Settings(**limits))  # type: ignore[arg-type]


def reading(field: Field, typed: str, *, now: datetime | None = NOW) -> Reading:
    return read(Definition(Page("A form"), (Step("one", "One", (field,)),)), {"q": [typed]}, now=now)


def refusal(field: Field, typed: str, **more: datetime | None) -> str:
    found = reading(field, typed, **more)
    return found.errors[0].message if found.errors else ""


@pytest.mark.parametrize("kind", [TypeName.TEXT, TypeName.LONG_TEXT])
def test_a_text_may_be_too_short(kind: TypeName) -> None:
    assert refusal(asked(kind, min_length=5), " abcd ") == "Write at least 5 characters; it has 4"
    assert refusal(asked(kind, min_length=5), "abcde") == ""
    assert reading(replace(asked(kind, min_length=5), required=False), "").ok


@pytest.mark.parametrize(
    ("typed", "limits", "said"),
    [
        ("15", {"increment": Decimal(5)}, ""),
        ("12", {"increment": Decimal(5)}, "Enter 10 or 15: this goes in steps of 5"),
        ("-2", {"increment": Decimal(5)}, "Enter -5 or 0: this goes in steps of 5"),
        ("3", {"increment": Decimal(5), "minimum": Decimal(3)}, ""),
        (
            "10",
            {"increment": Decimal(5), "minimum": Decimal(3), "maximum": Decimal(12)},
            "Enter 8: this goes in steps of 5",
        ),
        ("0.3", {"increment": Decimal("0.1")}, ""),
        ("0.35", {"increment": Decimal("0.1")}, "Enter 0.3 or 0.4: this goes in steps of 0.1"),
    ],
)
def test_numbers_go_in_steps(typed: str, limits: dict[str, Decimal], said: str) -> None:
    assert refusal(asked(TypeName.DECIMAL, **limits), typed) == said


def test_a_day_may_be_too_early_or_too_late() -> None:
    spring = asked(TypeName.DATE, earliest="2027-03-01", latest="2027-05-31")
    assert refusal(spring, "2027-02-28") == "Choose a day from March 1, 2027 to May 31, 2027"
    assert refusal(spring, "2027-05-31") == ""
    assert refusal(asked(TypeName.DATE, latest="2027-05-31"), "2027-06-01") == "Choose a day up to May 31, 2027"


def test_a_day_told_from_today_is_today_anywhere_on_earth() -> None:
    coming, gone = asked(TypeName.DATE, earliest="today"), asked(TypeName.DATE, latest="today")
    assert refusal(coming, "2026-11-21") == "Choose a day from November 22, 2026 on"
    assert refusal(coming, "2026-11-22") == ""
    assert refusal(coming, "2026-11-21", now=NOW - timedelta(hours=10)) == ""  # not yet tomorrow west of Hawaii
    assert refusal(gone, "2026-11-23") == ""  # it is tomorrow in Auckland
    assert refusal(gone, "2026-11-24") == "Choose a day up to November 23, 2026"
    assert refusal(coming, "2020-01-01", now=None) == ""  # what came in before is not judged by today again


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2027-03-31", "2027-03-31"),
        (" Today ", "today"),
        ("today + 14", "today+14"),
        ("today-30", "today-30"),
        ("tomorrow", None),
        ("2027-02-30", None),
        ("today+99999", None),
        ("", None),
    ],
)
def test_bounds_are_days_or_told_from_today(typed: str, kept: str | None) -> None:
    assert bound(typed) == kept


def test_days_of_bounds() -> None:
    limits = Settings(earliest="today-7", latest="2027-01-01")
    assert (first_day(limits, NOW), last_day(limits, NOW)) == (date(2026, 11, 15), date(2027, 1, 1))
    assert first_day(limits, None) is None


def test_a_number_without_a_country_code_is_read_by_the_question_unless_a_country_was_answered() -> None:
    phone = asked(TypeName.PHONE, country="DE")
    assert reading(phone, "030 123456").answers["q"].value == "+4930123456"
    country = Field("country", TypeName.COUNTRY, KeyKind.CONTACT, "Country")
    form = Definition(Page("A form"), (Step("one", "One", (country, phone)),))
    assert read(form, {"country": ["US"], "q": ["(415) 555-2671"]}).answers["q"].value == "+14155552671"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"min_length": 9, "max_length": 5}, "shortest answer is longer"),
        ({"earliest": "2027-02-01", "latest": "2027-01-01"}, "earliest day comes after"),
    ],
)
def test_limits_that_contradict_each_other_are_named(limits: dict[str, object], words: str) -> None:
    form = Definition(Page("A form"), (Step("one", "One", (asked(TypeName.TEXT, **limits),)),))
    assert any(words in fault for fault in structure_faults(form))


LIMITED = {
    TypeName.TEXT: st.builds(Settings, min_length=st.integers(1, 12) | st.none(), max_length=st.none()),
    TypeName.WHOLE: st.builds(
        Settings,
        minimum=st.integers(-9, 9).map(Decimal) | st.none(),
        maximum=st.integers(0, 30).map(Decimal) | st.none(),
        increment=st.integers(1, 7).map(Decimal) | st.none(),
    ),
    TypeName.DATE: st.builds(
        Settings,
        earliest=st.sampled_from(["", "2027-01-03", "2027-01-20", "today"]),
        latest=st.sampled_from(["", "2027-01-25", "2027-02-09"]),
    ),
}
OPERANDS = {
    TypeName.TEXT: (("ab", "longer text", "x"), (Operator.EQ, Operator.CONTAINS, Operator.NE)),
    TypeName.WHOLE: ((Decimal(-4), Decimal(5), Decimal(11)), (Operator.EQ, Operator.LT, Operator.GTE)),
    TypeName.DATE: (("2027-01-05", "2027-02-01"), (Operator.EQ, Operator.BEFORE, Operator.AFTER)),
}
POSTS = {
    TypeName.TEXT: st.text("abx longert", max_size=14),
    TypeName.WHOLE: st.integers(-20, 60).map(str),
    TypeName.DATE: st.dates(date(2026, 12, 1), date(2027, 3, 1)).map(date.isoformat),
}


@settings(max_examples=400, deadline=None)
@given(data=st.data(), kind=st.sampled_from(sorted(LIMITED)))
def test_whatever_is_accepted_makes_the_same_comparisons_hold_as_one_of_the_branches(
    data: st.DataObject, kind: TypeName
) -> None:
    field = Field("q", kind, KeyKind.QUESTION, "Q", required=True, settings=data.draw(LIMITED[kind]))
    operands, operators = OPERANDS[kind]
    tests = [Test("q", data.draw(st.sampled_from(operators)), operand) for operand in operands]
    try:
        value = of(kind).read((data.draw(POSTS[kind]),), field, ReadingContext())
    except Unreadable:
        assume(False)
        return
    answer = Answer("q", AnswerState.ANSWERED, value)
    held = [
        [evaluate(test, {"q": branch.answer}) for test in tests] for branch in branches(field, tests, ReadingContext())
    ]
    assert [evaluate(test, {"q": answer}) for test in tests] in held


def test_limits_survive_a_file_and_are_silent_where_there_are_none() -> None:
    limits = {
        "min_length": 3,
        "increment": Decimal("0.5"),
        "earliest": "today",
        "latest": "2027-01-01",
        "country": "DE",
    }
    form = Definition(Page("A form"), (Step("one", "One", (asked(TypeName.DATE, **limits),)),))
    assert from_json(to_json(form)) == form
    bare = to_json(Definition(Page("A form"), (Step("one", "One", (asked(TypeName.DATE),)),)))
    assert not [name for name in (*limits, "own_words") if f'"{name}"' in bare]
