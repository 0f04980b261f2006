"""The ways through a form: every sequence of steps that some answers bring about, and no other."""

from collections.abc import Iterator

from hypothesis import given, settings

from portal.rules.forms.dead_ends import dead_ends
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.reading import read
from portal.rules.forms.ways import ways
from portal.rules.questions.answer import Answers
from portal.rules.questions.key import KeyKind, TypeName
from portal.rules.questions.logic import All, Operator, Test, evaluate
from tests.rules.forms.test_gate import every_post
from tests.support.forms import definitions, library_field

PRICING, MIGRATION = Test("interest", Operator.EQ, "pricing"), Test("interest", Operator.EQ, "migration")


def own(key: str, **more: object) -> Field:
    return Field(key, TypeName.TEXT, KeyKind.QUESTION, f"Label of {key}", **more)  # type: ignore[arg-type]


def form(*steps: Step) -> Definition:
    first = Step("who", "Who", (library_field("work_email"), library_field("interest")))
    return Definition(Page("A form"), (first, *steps))


def test_each_way_names_its_steps_and_answers_that_lead_there() -> None:
    found = ways(form(Step("a", "Prices", (own("a"),), PRICING), Step("b", "Moving", (own("b"),), MIGRATION)))
    assert [way.steps for way in found.found] == [(1, 2), (1, 3), (1,)]
    assert found.found[0].example == "“What are you interested in?” is “Get a price”"
    assert found.complete


def test_a_form_without_conditions_has_one_way() -> None:
    assert [way.steps for way in ways(form(Step("a", "A", (own("a"),)))).found] == [(1, 2)]


@settings(max_examples=60, deadline=None)
@given(definitions(most=3))
def test_the_ways_agree_with_brute_force(definition: Definition) -> None:
    if dead_ends(definition):
        return
    seen = set()
    for posted in every_post(definition):
        reading = read(definition, posted)
        if reading.ok:
            seen.add(tuple(_shown(definition, reading.answers)))
    assert seen == {way.steps for way in ways(definition).found}


def _shown(definition: Definition, answers: Answers) -> Iterator[int]:
    for number, step in enumerate(definition.steps, 1):
        if step.show_if is None or evaluate(step.show_if, answers):
            yield number


def test_what_contradicts_itself_is_a_dead_end() -> None:
    both = All((PRICING, MIGRATION))
    assert dead_ends(form(Step("a", "A", (own("a"), own("b", show_if=both))))) == (
        "“Label of b” can never be shown: no answers make its condition hold.",
    )
    assert dead_ends(form(Step("a", "A", (own("a", show_if=MIGRATION),), PRICING))) == (
        "“Label of a” can never be shown: no answers make its condition hold.",
    )
    assert dead_ends(form(Step("a", "A", (own("a"),), both))) == (
        "Step 2 (“A”) can never be shown: no answers make its condition hold.",
    )


def test_a_way_on_which_nothing_is_asked_is_a_dead_end() -> None:
    hidden = Field("src", TypeName.HIDDEN, KeyKind.QUESTION, "Source", prefill="src")
    asked = own("a", show_if=Test("src", Operator.EQ, "fair"))
    [fault] = dead_ends(Definition(Page("A form"), (Step("one", "One", (hidden, asked)),)))
    assert fault.startswith("Nothing is asked at all when “Source”")
    assert dead_ends(form()) == ()
