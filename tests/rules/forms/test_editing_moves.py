"""A field dropped somewhere: in its step, in another, beyond the end, and where it cannot go."""

import pytest

from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.editing import EditRefused
from portal.rules.forms.editing_moves import insert_field, place_field
from portal.rules.questions.key import KeyKind, TypeName


def question(key: str) -> Field:
    return Field(key, TypeName.TEXT, KeyKind.QUESTION, key.upper())


FORM = Definition(
    Page("A form"), (Step("one", "One", (question("a"), question("b"), question("c"))), Step("two", "Two"))
)


def order(form: Definition) -> list[str]:
    return ["".join(field.key for field in step.fields) for step in form.steps]


@pytest.mark.parametrize(
    ("key", "step", "place", "expected"),
    [
        ("a", "one", 2, ["bca", ""]),
        ("c", "one", 0, ["cab", ""]),
        ("b", "one", 1, ["abc", ""]),
        ("b", "two", 0, ["ac", "b"]),
        ("b", "two", 99, ["ac", "b"]),
    ],
)
def test_a_field_stands_where_it_was_dropped(key: str, step: str, place: int, expected: list[str]) -> None:
    assert order(place_field(FORM, key, step, place)) == expected


def test_a_new_field_stands_where_it_was_dropped() -> None:
    assert order(insert_field(FORM, question("x"), "one", 1)) == ["axbc", ""]


@pytest.mark.parametrize(("key", "step"), [("nobody", "one"), ("a", "nowhere")])
def test_what_is_gone_is_refused(key: str, step: str) -> None:
    with pytest.raises(EditRefused):
        place_field(FORM, key, step, 0)


def test_a_key_stands_on_the_form_once() -> None:
    with pytest.raises(EditRefused, match="already"):
        insert_field(FORM, question("a"), "two", 0)
