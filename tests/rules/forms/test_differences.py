"""What changed between two forms, in words."""

from dataclasses import replace

from hypothesis import given

from portal.rules.forms import editing
from portal.rules.forms.definition import Definition, Page, Step
from portal.rules.forms.differences import Difference, differences
from portal.rules.questions.logic import Operator, Test
from tests.support.forms import definitions, library_field

FORM = Definition(
    Page("A form"),
    (
        Step("who", "Who", (library_field("work_email"), library_field("company"))),
        Step("what", "What", (library_field("interest"), library_field("message"))),
    ),
)


def test_equal_forms_differ_in_nothing() -> None:
    assert differences(FORM, FORM) == ()


@given(definitions(), definitions())
def test_forms_that_differ_say_so(one: Definition, other: Definition) -> None:
    assert bool(differences(one, other)) == (one != other)


def test_questions_added_removed_reworded_and_moved_are_named() -> None:
    after = editing.delete_fields(FORM, ["message"])
    after = editing.add_field(after, library_field("phone"))
    after = editing.replace_field(after, library_field("company", label="Your firm"))
    after = editing.move_to_step(after, "company", "what")
    assert differences(FORM, after) == (
        Difference("removed", "Question", "What would you like to achieve?"),
        Difference("added", "Question", "", "Phone number"),
        Difference("changed", "Question", "Company", "Your firm"),
        Difference("changed", "“Your firm” moved", "Who", "What"),
    )


def test_conditions_and_texts_are_said_in_words() -> None:
    shown = library_field("message", show_if=Test("interest", Operator.EQ, "pricing"))
    after = replace(editing.replace_field(FORM, shown), page=Page("A form", button="Go"))
    assert differences(FORM, after) == (
        Difference("changed", "Button", "Send", "Go"),
        Difference("changed", "“What would you like to achieve?”: shown", "always", "when Interest is Get a price"),
    )


def test_a_changed_consent_text_is_shown() -> None:
    consent = library_field("consent")
    before = editing.add_field(FORM, consent)
    after = editing.replace_field(before, replace(consent, label="Send me news."))
    assert differences(before, after) == (Difference("changed", "Question", consent.label, "Send me news."),)
