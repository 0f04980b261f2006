"""The settings of every type of field and of steps in the builder: typed, read, shown again, refused in words."""

import pytest

from portal.rules.forms.dead_ends import NEVER_HOLDS
from portal.rules.questions.key import LAYOUT, FileKind, TypeName
from portal.rules.questions.logic import All, Any, Operator, Test
from portal.rules.questions.types.registry import TYPES
from portal.services.forms.publishing import gate_of
from tests.support.building import EDIT, Builder, options

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("name", TypeName)
def test_every_type_can_be_added_and_saved_as_it_is_shown(builder: Builder, name: TypeName) -> None:
    key = builder.add_question(str(name))
    page = builder.page(f"/fields/{key}")
    assert f'id="inspector-title" tabindex="-1">{TYPES[name].title}<' in page
    more = options(("option_1", "One", "", ""), ("option_2", "Two", "", "")) if TYPES[name].has_options else {}
    money = {"currency": "USD"} if name is TypeName.MONEY else {}
    assert builder.post(f"/fields/{key}", label="Words", **more, **money).status_code == 303
    assert builder.field(key).label == "Words"
    assert ("Must be answered" in page) is (name not in LAYOUT and name is not TypeName.HIDDEN)


def test_a_rating_takes_its_points_and_words(builder: Builder) -> None:
    key = builder.add_question("rating")
    builder.post(f"/fields/{key}", label="How urgent?", scale="7", low_words="Not", high_words="Very")
    settings = builder.field(key).settings
    assert (settings.scale, settings.low_words, settings.high_words) == (7, "Not", "Very")
    assert 'value="7"' in builder.page(f"/fields/{key}")
    refused = builder.post(f"/fields/{key}", label="How urgent?", scale="12")
    assert (refused.status_code, "Enter a whole number from 3 to 10." in refused.text) == (422, True)


def test_a_file_takes_kinds_size_and_number(builder: Builder) -> None:
    key = builder.add_question("file")
    builder.post(f"/fields/{key}", label="Your plan", accept=["pdf", "images"], max_megabytes="3", max_files="2")
    settings = builder.field(key).settings
    assert (settings.accept, settings.max_megabytes, settings.max_files) == ((FileKind.PDF, FileKind.IMAGES), 3, 2)
    assert 'value="pdf" checked' in builder.page(f"/fields/{key}")
    assert builder.post(f"/fields/{key}", label="Your plan", max_megabytes="999").status_code == 422


def test_a_hidden_value_takes_a_value_and_a_name_and_is_never_required(builder: Builder) -> None:
    key = builder.add_question("hidden")
    builder.post(f"/fields/{key}", label="Source", value="website", prefill="src", required="1")
    field = builder.field(key)
    assert (field.settings.value, field.prefill, field.required) == ("website", "src", False)
    refused = builder.post(f"/fields/{key}", label="Source", prefill="Not A Name")
    assert (refused.status_code, "Use small letters" in refused.text) == (422, True)


def test_a_key_of_the_library_keeps_its_name_for_the_address(builder: Builder) -> None:
    builder.post("/fields/company", label="Company", prefill="co")
    assert builder.field("company").prefill == "co"


def test_a_text_keeps_its_paragraphs(builder: Builder) -> None:
    key = builder.add_question("paragraph")
    builder.post(f"/fields/{key}", label="First.\r\n\r\nSecond.")
    assert builder.field(key).label == "First.\n\nSecond."


def test_options_take_words_of_help(builder: Builder) -> None:
    key = builder.add_question()
    rows = options(("option_1", "One", "", ""), ("option_2", "Two", "", ""))
    builder.post(f"/fields/{key}", label="Pick", **rows, **{"option.help": ["The first", ""]})
    assert [one.help for one in builder.field(key).options] == ["The first", ""]
    assert 'value="The first"' in builder.page(f"/fields/{key}")


def two_steps(builder: Builder) -> str:
    """The id of a second step, with a question."""
    builder.post("/steps")
    step = builder.draft.steps[-1].id
    builder.add_question("text")
    key = builder.draft.steps[0].fields[-1].key if len(builder.draft.steps[-1].fields) == 0 else ""
    if key:
        builder.press(f"/fields/{key}/moves/down")
    return step


def test_a_step_takes_a_condition_with_groups(builder: Builder) -> None:
    step = two_steps(builder)
    added = builder.post(f"/steps/{step}/conditions", title="Prices", new="interest")
    assert added.location == f"{EDIT}/steps/{step}#condition"
    first = {"part": ["0"], "part.0.key": "interest", "part.0.op": "eq", "part.0.value": "pricing"}
    builder.post(f"/steps/{step}/conditions?group=1", title="Prices", new="employees", **first)
    pricing = Test("interest", Operator.EQ, "pricing")
    assert builder.draft.steps[-1].show_if == All((pricing, Any((Test("employees", Operator.IS_ANSWERED),))))
    page = builder.page(f"/steps/{step}")
    assert "When it is shown" in page
    assert "Shown when" in builder.page()
    builder.post(f"/steps/{step}/conditions/1.0/removal", title="Prices", **first, **{"part.1.mode": "any"})
    assert builder.draft.steps[-1].show_if == pricing
    builder.post(f"/steps/{step}", title="Prices")
    assert builder.draft.steps[-1].show_if is None


def test_a_step_looks_at_earlier_steps_only(builder: Builder) -> None:
    step = two_steps(builder)
    own = builder.draft.steps[-1].fields[0].key
    refused = builder.post(f"/steps/{step}/conditions", title="Prices", new=own)
    assert (refused.status_code, "not asked in a step before it" in refused.text) == (422, True)
    assert "there is none before this one" in builder.page(f"/steps/{builder.draft.steps[0].id}")


def test_a_bad_comparison_of_a_step_comes_back_as_typed(builder: Builder) -> None:
    step = two_steps(builder)
    rule = {"part": "0", "part.0.key": "employees", "part.0.op": "gte", "part.0.value": ["lots", ""]}
    refused = builder.post(f"/steps/{step}", title="Prices", **rule)
    assert (refused.status_code, 'value="lots"' in refused.text, 'value="Prices"' in refused.text) == (422, True, True)


def test_a_question_that_a_step_looks_at_does_not_vanish_silently(builder: Builder) -> None:
    step = two_steps(builder)
    rule = {"part": "0", "part.0.key": "interest", "part.0.op": "eq", "part.0.value": "pricing"}
    builder.post(f"/steps/{step}", title="Prices", **rule)
    asked = builder.press("/fields/interest/removal")
    assert asked.location.endswith("/fields/interest/removal")
    page = builder.client.get(asked.location).text
    assert "Step “Prices”" in page
    builder.post("/fields/interest/removal", sure="yes")
    assert builder.draft.steps[-1].show_if is None


def test_contradicting_conditions_are_named_at_save(builder: Builder) -> None:
    rule = {
        "part": ["0", "1"],
        "mode": "all",
        "part.0.key": "interest",
        "part.0.op": "eq",
        "part.0.value": "pricing",
        "part.1.key": "interest",
        "part.1.op": "eq",
        "part.1.value": "migration",
    }
    assert builder.post("/fields/message", label="Why?", **rule).status_code == 303
    assert "No answers can ever bring this up." in builder.page()
    assert f"“Why?” {NEVER_HOLDS}" in gate_of(builder.form).faults


def test_the_paths_are_drawn_and_told_in_words(builder: Builder) -> None:
    step = two_steps(builder)
    rule = {"part": "0", "part.0.key": "interest", "part.0.op": "eq", "part.0.value": "pricing"}
    builder.post(f"/steps/{step}", title="Prices", **rule)
    page = builder.client.get("/forms/1/paths").text
    assert '<svg class="paths"' in page
    assert "1. Your questions → 2. Prices<br>" in page
    assert "for example when “What are you interested in?” is “Get a price”" in page
    assert "Where the agreed keys are asked" in page
    assert "Shown when" in page
