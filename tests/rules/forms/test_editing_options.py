"""Options of a free question: pasted as a list, sorted, put in another place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.forms.editing_options import placed_option, sorted_options, with_own_words, with_pasted
from portal.rules.questions.key import Option
from portal.rules.questions.library import option_faults

OTHER = Option("other", "Other", own_words=True)
NORTH, SOUTH = Option("north", "North"), Option("south", "South")
GONE = Option("gone", "Gone", retired=True)


def labels(options: tuple[Option, ...]) -> list[str]:
    return [one.label for one in options]


def test_each_pasted_line_that_is_no_option_yet_becomes_one() -> None:
    found = with_pasted((NORTH, OTHER), "  East \n\nnorth\nWest\neast\n")
    assert [(one.id, one.label) for one in found] == [
        ("north", "North"),
        ("east", "East"),
        ("west", "West"),
        ("other", "Other"),
    ]


def test_options_are_sorted_as_people_do() -> None:
    mixed = tuple(Option(str(place), label) for place, label in enumerate(["zebra", "Écrin", "10 people", "9 people"]))
    assert labels(sorted_options((OTHER, GONE, *mixed))) == ["9 people", "10 people", "Écrin", "zebra", "Other", "Gone"]


@pytest.mark.parametrize(("place", "order"), [(0, "S N O"), (1, "N S O"), (2, "N O S"), (99, "N O S"), (-3, "S N O")])
def test_an_option_is_dropped_where_it_belongs(place: int, order: str) -> None:
    found = placed_option((NORTH, SOUTH, GONE, OTHER), "south", place)
    assert " ".join(one.label[0] for one in found if not one.retired) == order
    assert found[-1] == GONE


def test_an_option_that_is_gone_is_dropped_nowhere() -> None:
    assert placed_option((NORTH, SOUTH), "west", 0) == (NORTH, SOUTH)


OPTIONS = st.lists(
    st.builds(Option, st.from_regex("[a-z]{1,4}", fullmatch=True), st.text("aZ é9", min_size=1, max_size=5)),
    unique_by=lambda one: one.id,
    max_size=5,
).map(tuple)


@given(options=OPTIONS, text=st.text("ab\n é9Z", max_size=30), wanted=st.booleans(), place=st.integers(-2, 9))
def test_no_act_loses_or_doubles_an_id(options: tuple[Option, ...], text: str, wanted: bool, place: int) -> None:
    before = [one.id for one in options]
    pasted = with_pasted(options, text)
    asking = with_own_words(pasted, wanted, frozenset())
    for found in (pasted, asking, sorted_options(asking), placed_option(asking, before[0] if before else "", place)):
        ids = [one.id for one in found]
        assert set(before) <= set(ids)
        assert not [fault for fault in option_faults(found) if "the id" in fault]
