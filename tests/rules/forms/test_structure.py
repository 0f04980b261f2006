"""What keeps a form from being saved or published, in words (B12)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from portal.rules.forms.conditions import condition_faults, dependents
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.structure import structure_faults
from portal.rules.questions.key import KeyKind, Option, Settings, TypeName
from portal.rules.questions.logic import All, Any, Condition, Not, Operator, Test
from tests.support.forms import definitions, library_field

EMAIL = library_field("work_email")


def form(*fields: Field, title: str = "A form") -> Definition:
    return Definition(Page(title), (Step("one", "One", (EMAIL, *fields)),))


def free(key: str, type_name: TypeName = TypeName.TEXT, **changes: object) -> Field:
    return replace(Field(key, type_name, KeyKind.QUESTION, key.upper()), **changes)


def asked_if(condition: Condition) -> Definition:
    return form(
        free("n", TypeName.WHOLE),
        free("c", TypeName.CHOICE, options=(Option("x", "X"), Option("gone", "Gone", retired=True))),
        free("d", TypeName.DATE),
        free("t", show_if=condition),
        free("later"),
    )


def test_a_plain_form_has_no_fault() -> None:
    assert structure_faults(form(library_field("employees"))) == ()


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (Definition(Page("T"), ()), "has no step"),
        (form(title=" "), "Give the form a title"),
        (Definition(Page("T"), (Step("a", "A", (EMAIL,)), Step("b", "B"))), "Step 2 has no question"),
        (Definition(Page("T"), (Step("a", "A", (EMAIL,)), Step("b", "", (free("x"),)))), "Give step 2 a title"),
        (Definition(Page("T"), (Step("a", "A", (EMAIL,)), Step("a", "B", (free("x"),)))), "Two steps have the id"),
        (form(free("x"), free("x")), "“x” is asked twice"),
        (form(free("utm_source")), "a name that forms need for themselves"),
        (form(free("x", label=" ")), "Give the question “x” a label"),
        (form(free("x", TypeName.CHOICE)), "Add at least one option"),
        (form(free("x", options=(Option("a", "A"),))), "which its type (short text) does not use"),
        (form(free("x", TypeName.WHOLE, settings=Settings(minimum=5, maximum=4))), "is above the most"),
        (Definition(Page("T"), (Step("a", "A", (free("x"),)),)), "must ask for the work email"),
        (Definition(Page("T"), (Step("a", "A", (free("work_email"),)),)), "must ask for the work email"),
    ],
)
def test_faults_are_named(definition: Definition, words: str) -> None:
    assert any(words in fault for fault in structure_faults(definition))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Test("nope", Operator.IS_EMPTY), "which this form does not ask"),
        (Test("t", Operator.IS_EMPTY), "depends on itself"),
        (Test("later", Operator.IS_EMPTY), "which comes after it: move it below"),
        (Test("n", Operator.CONTAINS, "5"), "its type (whole number) does not allow"),
        (Test("n", Operator.COMPLETE), "does not allow"),
        (Test("work_email", Operator.EQ, "a@b.de"), "its type (email) does not allow"),
        (Test("c", Operator.EQ, "y"), "“y”, which is no possible option"),
        (Test("c", Operator.ONE_OF, ("x", "y")), "“y”, which is no possible option"),
        (Test("n", Operator.GT, "5"), "“5”, which is no possible answer"),
        (Test("d", Operator.BEFORE, "2027-02-30"), "which is no possible answer"),
        (Test("n", Operator.EQ), "needs one value"),
        (All((All((All((Test("n", Operator.IS_EMPTY),)),)),)), "two levels deep"),
        (Not(Not(Test("n", Operator.IS_EMPTY))), "says nothing"),
    ],
)
def test_conditions_that_make_no_sense_are_refused(condition: Condition, words: str) -> None:
    faults = condition_faults(asked_if(condition))
    assert any(words in fault for fault in faults), faults


def test_a_backward_range_is_refused() -> None:
    backward = condition_faults(asked_if(Test("n", Operator.BETWEEN, (9, 1))))
    assert "a range whose end is below its beginning" in backward[0]


def test_a_retired_option_may_stay_in_a_condition() -> None:
    assert condition_faults(asked_if(Test("c", Operator.EQ, "gone"))) == ()


def test_questions_that_wait_for_each_other_are_named() -> None:
    first = free("a", show_if=Any((Test("b", Operator.IS_ANSWERED),)))
    second = free("b", show_if=Test("a", Operator.IS_ANSWERED))
    assert condition_faults(form(first, second)) == ("“A” and “B” wait for each other; neither could ever be shown.",)


def test_who_depends_on_a_question_can_be_asked() -> None:
    definition = asked_if(Test("n", Operator.GT, 5))
    assert [field.key for field in dependents(definition, "n")] == ["t"]
    assert dependents(definition, "c") == ()


@settings(deadline=None)
@given(definitions())
def test_the_random_forms_of_the_other_tests_are_sound(definition: Definition) -> None:
    assert condition_faults(definition) == ()
