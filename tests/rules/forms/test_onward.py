"""Whether a page is the last one: known, or decided by what is answered on it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.onward import deciding
from portal.rules.forms.reading import read
from portal.rules.questions.key import KeyKind, TypeName
from portal.rules.questions.logic import Operator, Test
from tests.support.forms import definitions, posts


def ask(key: str, show_if: Test | None = None, kind: TypeName = TypeName.TEXT) -> Field:
    return Field(key, kind, KeyKind.QUESTION, key, show_if=show_if)


def found(*steps: Step, index: int = 0, **posted: str) -> tuple[str, ...]:
    form = Definition(Page("A form"), steps)
    return deciding(form, index, frozenset(read(form, {key: [text] for key, text in posted.items()}).visible))


FIRST = Step("one", "One", (ask("a"),))
IF_A = Test("a", Operator.EQ, "yes")


def test_a_later_page_that_hangs_on_this_one_is_decided_here() -> None:
    assert found(FIRST, Step("two", "Two", (ask("b", IF_A), ask("c", Test("b", Operator.IS_ANSWERED))))) == ("b", "c")
    assert found(FIRST, Step("two", "Two", (ask("b"),), IF_A), a="yes") == ("b",)


def test_a_page_that_surely_follows_or_surely_does_not_leaves_nothing_to_decide() -> None:
    assert found(FIRST, Step("two", "Two", (ask("b", IF_A), ask("c")))) == ()
    assert found(FIRST, Step("two", "Two", (ask("b", IF_A),)), index=1) == ()
    assert found(FIRST, Step("two", "Two", (ask("b", IF_A, TypeName.HEADING),))) == ()


@settings(max_examples=200, deadline=None)
@given(data=st.data(), definition=definitions(most=8))
def test_what_is_not_decided_here_is_the_same_whatever_is_answered_here(
    data: st.DataObject, definition: Definition
) -> None:
    before = data.draw(posts(definition))
    here = {field.key for field in definition.steps[0].fields}
    later = [field.key for step in definition.steps[1:] for field in step.fields if field.is_seen]
    visible = frozenset(read(definition, before).visible)
    if deciding(definition, 0, visible):
        return
    other = {**before, **{name: said for name, said in data.draw(posts(definition)).items() if name in here}}
    again = frozenset(read(definition, other).visible)
    assert bool(again.intersection(later)) is bool(visible.intersection(later))
