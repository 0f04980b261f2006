"""How long answers are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.forms.behaviour import Behaviour, behaviour_faults
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.differences import differences
from portal.rules.forms.document import from_json, to_json
from portal.rules.forms.keeping import Line, due, lines
from portal.rules.forms.limits import limit_faults
from portal.rules.questions.key import KeyKind, TypeName

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEYS = ("a", "b", "c")
Days = st.none() | st.integers(1, 400)


def form(days: int | None = None, **own: int | None) -> Definition:
    fields = tuple(Field(key, TypeName.TEXT, KeyKind.QUESTION, key.upper(), keep_days=own.get(key)) for key in KEYS)
    return Definition(Page("Ask"), (Step("one", "One", fields),), behaviour=Behaviour(keep_days=days))


forms = st.builds(lambda days, a, b, c: form(days, a=a, b=b, c=c), Days, Days, Days, Days)


@pytest.mark.parametrize(
    ("asked", "live", "expected"),
    [
        (form(), None, ()),
        (form(), form(), ()),
        (form(365), form(), (Line(365),)),
        (form(365), form(30), (Line(30),)),
        (form(), form(30), (Line(30),)),
        (form(365, a=30, b=400), None, (Line(30, ("a",)), Line(365))),
        (form(None, a=30, c=30), form(b=7), (Line(7, ("b",)), Line(30, ("a", "c")))),
    ],
    ids=["kept", "kept twice", "as told", "shorter now", "said later", "questions", "both"],
)
def test_the_shortest_of_what_was_said_counts(
    asked: Definition, live: Definition | None, expected: tuple[Line, ...]
) -> None:
    assert lines(asked, live) == expected


@given(forms, st.none() | forms, st.integers(0, 500))
def test_nothing_goes_early_and_nothing_stays_late(asked: Definition, live: Definition | None, age: int) -> None:
    came = NOW - timedelta(days=age)
    gone = due(asked, live, came, NOW)
    said = [one for one in (asked, live) if one is not None]
    whole = min((one.behaviour.keep_days or 9999 for one in said), default=9999)
    assert (gone is None) == (age >= whole)
    for key in KEYS:
        own = min(one.find(key).keep_days or 9999 for one in said)  # type: ignore[union-attr]  # every form has it
        assert (gone is None or key in gone) == (age >= min(own, whole))


@given(forms, st.none() | forms, st.integers(0, 500), st.integers(0, 100))
def test_what_is_gone_stays_gone(asked: Definition, live: Definition | None, age: int, more: int) -> None:
    came = NOW - timedelta(days=age)
    first, then = due(asked, live, came, NOW), due(asked, live, came, NOW + timedelta(days=more))
    assert then is None or (first is not None and first <= then)


@given(forms)
def test_documents_keep_the_days(asked: Definition) -> None:
    assert from_json(to_json(asked)) == asked


def test_what_keeps_everything_says_nothing_new() -> None:
    assert "keep_days" not in to_json(form())


def test_faults_and_differences_are_told_in_words() -> None:
    assert list(behaviour_faults(Behaviour(keep_days=0))) == ["Answers are kept for 1 to 3,650 days, or for good."]
    assert "kept for 1 to 3,650 days" in limit_faults(form(a=4000))[0]
    found = {(each.label, each.before, each.after) for each in differences(form(), form(365, a=1))}
    assert ("Days after which answers are deleted", "", "365") in found
    assert any(label.endswith("answers are deleted after") and after == "1 day" for label, _, after in found)
