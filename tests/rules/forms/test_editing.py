"""Edits of a form: in whatever order, the form stays well-formed, canonical and free of broken conditions."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.forms import editing
from portal.rules.forms.conditions import condition_faults
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.document import from_json, to_json
from portal.rules.forms.editing import EditRefused, checked
from portal.rules.forms.editing_conditions import as_group, settled, with_part, without_keys, without_part
from portal.rules.forms.editing_options import moved_option, new_option, retyped, without_option
from portal.rules.forms.generate import new_question
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.key import KeyKind, Option, Settings, TypeName
from portal.rules.questions.library import option_faults
from portal.rules.questions.logic import All, Any, Not, Operator, Test, evaluate, keys_of
from tests.support.forms import definitions, library_field, show_ifs


def keys(definition: Definition) -> list[str]:
    return [field.key for field in definition.items()]


def layout(definition: Definition) -> list[tuple[str, list[str]]]:
    return [(step.id, [field.key for field in step.fields]) for step in definition.steps]


def free(key: str, **changes: object) -> Field:
    return replace(Field(key, TypeName.TEXT, KeyKind.QUESTION, key.title()), **changes)  # type: ignore[arg-type]


def two_steps() -> Definition:
    first = Step("who", "Who", (library_field("work_email"), library_field("company")))
    shown = free("q_more", show_if=Test("interest", Operator.EQ, "pricing"))
    return Definition(Page("A form"), (first, Step("what", "What", (library_field("interest"), shown))))


Edit = Callable[[Definition, st.DataObject], Definition]


def _some_key(now: Definition, data: st.DataObject) -> str:
    return data.draw(st.sampled_from([*keys(now), "not_there"]))


def _some_step(now: Definition, data: st.DataObject) -> str:
    return data.draw(st.sampled_from([*(step.id for step in now.steps), "not_there"]))


def _by(data: st.DataObject) -> int:
    return data.draw(st.sampled_from([-1, 1]))


def _add(now: Definition, data: st.DataObject) -> Definition:
    kind = data.draw(st.sampled_from(TypeName))
    label = data.draw(st.text(max_size=8))
    return editing.add_field(now, new_question(kind, label, keys(now)), after=_some_key(now, data))


def _reword(now: Definition, data: st.DataObject) -> Definition:
    field = editing.asked(now, _some_key(now, data))
    return editing.replace_field(now, replace(field, label=data.draw(st.text(max_size=20))))


def _retype(now: Definition, data: st.DataObject) -> Definition:
    field = editing.asked(now, _some_key(now, data))
    return editing.replace_field(now, retyped(field, data.draw(st.sampled_from(TypeName))))


EDITS: list[Edit] = [
    _add,
    _reword,
    _retype,
    lambda now, data: editing.add_field(
        now, library_field(data.draw(st.sampled_from(["company", "phone", "interest"])))
    ),
    lambda now, data: editing.move_field(now, _some_key(now, data), _by(data)),
    lambda now, data: editing.move_to_step(now, _some_key(now, data), _some_step(now, data)),
    lambda now, data: editing.duplicate(now, _some_key(now, data))[0],
    lambda now, data: editing.delete_fields(now, [_some_key(now, data)]),
    lambda now, _data: editing.add_step(now, "Another"),
    lambda now, data: editing.rename_step(now, _some_step(now, data), data.draw(st.text(max_size=8))),
    lambda now, data: editing.move_step(now, _some_step(now, data), _by(data)),
    lambda now, data: editing.split_step(now, _some_key(now, data), "Split"),
    lambda now, data: editing.merge_step(now, _some_step(now, data)),
    lambda now, data: editing.delete_step(now, _some_step(now, data)),
]


@settings(max_examples=150)
@given(definitions(), st.data())
def test_any_sequence_of_edits_keeps_the_form_whole(start: Definition, data: st.DataObject) -> None:
    now = start
    for edit in data.draw(st.lists(st.sampled_from(EDITS), max_size=12)):
        try:
            after = checked(now, edit(now, data))
        except EditRefused:
            continue
        assert after.steps
        assert len(set(keys(after))) == len(keys(after))
        assert len({step.id for step in after.steps}) == len(after.steps)
        assert len(condition_faults(after)) <= len(condition_faults(now))
        assert from_json(to_json(after)) == after
        now = after


@given(definitions(), st.data())
def test_moving_loses_and_changes_no_field(start: Definition, data: st.DataObject) -> None:
    key, step_id = data.draw(st.sampled_from(keys(start))), data.draw(st.sampled_from([s.id for s in start.steps]))
    for after in (editing.move_field(start, key, _by(data)), editing.move_to_step(start, key, step_id)):
        assert {item.key: item for item in after.items()} == {item.key: item for item in start.items()}


@given(definitions(), st.data())
def test_up_undoes_down(start: Definition, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(keys(start)))
    down = editing.move_field(start, key, 1)
    if down != start:
        assert editing.move_field(down, key, -1) == start


@given(definitions(), st.data())
def test_split_and_merge_are_opposites(start: Definition, data: st.DataObject) -> None:
    after = editing.split_step(start, data.draw(st.sampled_from(keys(start))), "New")
    fresh = {step.id for step in after.steps} - {step.id for step in start.steps}
    if fresh:
        assert editing.merge_step(after, fresh.pop()) == start


def test_a_field_moves_into_the_next_step_at_the_end_of_one() -> None:
    assert layout(editing.move_field(two_steps(), "company", 1)) == [
        ("who", ["work_email"]),
        ("what", ["company", "interest", "q_more"]),
    ]


@pytest.mark.parametrize(("key", "by"), [("interest", 1), ("q_more", -1)])
def test_a_question_cannot_pass_one_that_its_condition_looks_at(key: str, by: int) -> None:
    before = two_steps()
    with pytest.raises(EditRefused, match="depends on"):
        checked(before, editing.move_field(before, key, by))


def test_removing_a_field_lets_conditions_forget_it() -> None:
    after = editing.delete_fields(two_steps(), ["interest"])
    assert after.find("q_more") == free("q_more")


def test_a_form_has_at_least_one_step() -> None:
    one = replace(two_steps(), steps=two_steps().steps[:1])
    for edit in (editing.delete_step, editing.merge_step):
        with pytest.raises(EditRefused, match="at least one step"):
            edit(one, "who")


def test_a_key_of_the_library_is_asked_once() -> None:
    with pytest.raises(EditRefused, match="already"):
        editing.add_field(two_steps(), library_field("company"))
    with pytest.raises(EditRefused, match="library"):
        editing.duplicate(two_steps(), "company")


def test_a_copy_keeps_the_condition_and_gets_a_key_of_its_own() -> None:
    after, key = editing.duplicate(two_steps(), "q_more")
    copy = after.find(key)
    assert copy is not None
    assert (copy.show_if, copy.label) == (Test("interest", Operator.EQ, "pricing"), "Q_More (copy)")
    assert key not in keys(two_steps())


def test_a_key_joins_its_own_kind() -> None:
    assert keys(editing.add_field(two_steps(), library_field("phone")))[:3] == ["work_email", "company", "phone"]


def test_a_limit_is_refused_with_its_sentence() -> None:
    many = replace(two_steps(), steps=tuple(Step(f"s{number}", "S") for number in range(20)))
    with pytest.raises(EditRefused, match="at most 20 steps"):
        checked(many, editing.add_step(many, "One more"))


FIELDS = tuple(free(f"k{number}") for number in range(3))


@given(show_ifs(FIELDS), st.sampled_from(["k0", "k1", "k2"]))
def test_a_forgotten_key_is_in_no_condition(condition: All | Any | Not | Test, key: str) -> None:
    rest = without_keys(condition, {key})
    assert rest is None or key not in keys_of(rest)
    assert rest is not None or keys_of(condition) <= {key}


@given(show_ifs(FIELDS), st.sets(st.sampled_from(["k0", "k1", "k2"])))
def test_a_condition_taken_into_the_editor_means_the_same(
    condition: All | Any | Not | Test, given_keys: set[str]
) -> None:
    answers = {key: Answer(key, AnswerState.ANSWERED, "ceo") for key in given_keys}
    assert evaluate(as_group(condition), answers) == evaluate(condition, answers)


def test_parts_are_added_and_removed_by_their_place() -> None:
    one, two, three = (Test(f"k{number}", Operator.IS_ANSWERED) for number in range(3))
    group = with_part(with_part(All((one,)), (), Any((two,))), (1,), three)
    assert group == All((one, Any((two, three))))
    assert without_part(group, (1, 0)) == All((one, Any((three,))))
    assert settled(without_part(group, (1,))) == one
    assert settled(All((Any(),))) is None
    assert without_part(group, (7, 7)) == group


def test_an_option_that_visitors_have_seen_is_retired_and_another_goes() -> None:
    options = (Option("a", "A"), Option("b", "B"), Option("c", "C"))
    assert without_option(options, "a", frozenset({"a"}))[0].retired
    assert [one.id for one in without_option(options, "b", frozenset({"a"}))] == ["a", "c"]


def test_options_keep_their_ids_while_they_move() -> None:
    options = (Option("a", "A"), Option("old", "Old", retired=True), Option("b", "B"))
    assert [one.id for one in moved_option(options, "b", -1)] == ["b", "a", "old"]
    assert [one.id for one in moved_option(options, "a", -1)] == ["a", "b", "old"]


@given(st.lists(st.text(max_size=50), max_size=8))
def test_new_options_have_sound_ids_of_their_own(labels: list[str]) -> None:
    options: list[Option] = []
    for label in labels:
        options.append(new_option(label, [one.id for one in options]))
    named = [replace(one, label=f"Option {place}") for place, one in enumerate(options)]
    assert not named or option_faults(named) == []


def test_another_type_keeps_what_it_has_a_use_for() -> None:
    choice = free("q", type=TypeName.CHOICE, options=(Option("a", "A"),))
    assert retyped(choice, TypeName.CHOICES).options == choice.options
    assert retyped(choice, TypeName.TEXT).options == ()
    assert retyped(free("q"), TypeName.MONEY).settings == Settings(currency="USD")
    assert len(retyped(free("q"), TypeName.CHOICE).options) == 2
