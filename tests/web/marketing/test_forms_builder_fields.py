"""The settings of a question: nothing typed is lost, library keys keep what belongs to the library."""

import pytest

from portal.rules.questions.key import TypeName
from tests.support.building import EDIT, Builder, options

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("type_name", list(TypeName))
def test_every_type_has_settings_that_can_be_saved(builder: Builder, type_name: TypeName) -> None:
    key = builder.add_question(type_name)
    assert builder.page(f"/fields/{key}")
    kept = options(("option_1", "One", "", ""), ("option_2", "Two", "", "")) if "choice" in type_name else {}
    assert builder.post(f"/fields/{key}", label="Asked", currency="EUR", **kept).status_code == 303
    assert builder.field(key).label == "Asked"


@pytest.mark.both_databases
def test_words_and_tightening_of_a_library_key_are_saved_and_nothing_else(builder: Builder) -> None:
    before = builder.field("annual_revenue")
    answer = builder.post(
        "/fields/annual_revenue",
        label="How large is your turnover?",
        help="Roughly.",
        required="1",
        type="text",
        minimum="5",
        display="list",
        **options(("under_1m", "Hacked", "1", "2"), ("", "New", "", "")),
    )
    assert answer.status_code == 303
    after = builder.field("annual_revenue")
    assert (after.label, after.help, after.required) == ("How large is your turnover?", "Roughly.", True)
    assert (after.key, after.type, after.options, after.settings) == (
        before.key,
        before.type,
        before.options,
        before.settings,
    )


def test_an_mql_key_cannot_be_loosened(builder: Builder) -> None:
    assert "The agreement asks for it: without it nothing can be sent." in builder.page("/fields/work_email")
    builder.post("/fields/work_email", label="Email")
    assert builder.field("work_email").must_answer


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"label": ""}, "Enter the question."),
        ({"label": "x" * 501}, "Shorten this to 500"),
        ({"label": "A", "minimum": "many"}, "Enter a number"),
        ({"label": "A", "minimum": "1.5"}, "Enter a whole number"),
        ({"label": "A", "minimum": "9", "maximum": "3"}, "below the least"),
    ],
)
def test_bad_settings_come_back_with_what_was_typed(builder: Builder, fields: dict[str, str], words: str) -> None:
    key = builder.add_question("whole")
    answer = builder.post(f"/fields/{key}", **{"help": "Kept as typed", **fields})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert words in answer.text
    assert "Kept as typed" in answer.text
    assert builder.field(key).help == ""


def test_renaming_an_option_keeps_its_id(builder: Builder) -> None:
    key = builder.add_question()
    rows = options(("option_1", "At a fair", "", ""), ("option_2", "Second answer", "", ""), ("", "Elsewhere", "", ""))
    assert builder.post(f"/fields/{key}", label="Where?", **rows).status_code == 303
    assert [(one.id, one.label) for one in builder.field(key).options] == [
        ("option_1", "At a fair"),
        ("option_2", "Second answer"),
        ("elsewhere", "Elsewhere"),
    ]


def test_options_are_moved_and_removed_with_what_was_typed_beside(builder: Builder) -> None:
    key = builder.add_question()
    rows = options(("option_1", "One", "", ""), ("option_2", "Two", "", ""))
    moved = builder.post(f"/fields/{key}/options/option_2/moves/up", label="Typed", **rows)
    assert moved.location == f"{EDIT}/fields/{key}#options"
    assert [one.id for one in builder.field(key).options] == ["option_2", "option_1"]
    assert builder.field(key).label == "Typed"
    builder.post(f"/fields/{key}/options/option_1/removal", label="Typed", **rows)
    assert [one.label for one in builder.field(key).options] == ["Two"]


def test_an_option_that_visitors_saw_is_retired_and_can_come_back(builder: Builder) -> None:
    key = builder.add_question()
    builder.publish()
    rows = options(("option_1", "One", "", ""), ("option_2", "Two", "", ""))
    builder.post(f"/fields/{key}/options/option_1/removal", label="Where?", **rows)
    assert [(one.id, one.retired) for one in builder.field(key).options] == [("option_1", True), ("option_2", False)]
    assert "not offered" in builder.page(f"/fields/{key}")
    builder.post(f"/fields/{key}/options/option_1/return", label="Where?", **rows)
    assert not any(one.retired for one in builder.field(key).options)


def test_an_option_that_visitors_saw_cannot_be_left_out_of_the_post(builder: Builder) -> None:
    key = builder.add_question()
    builder.publish()
    answer = builder.post(f"/fields/{key}", label="Where?", **options(("option_2", "Two", "", "")))
    assert answer.status_code == 422
    assert "retire it instead" in answer.text


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("option_1", "Few", "0", "10"), ("option_2", "Many", "10", "")], "overlap"),
        ([("option_1", "Few", "9", "1"), ("option_2", "Many", "", "")], "ends below its beginning"),
        ([("option_1", "Few", "some", ""), ("option_2", "Many", "", "")], "as numbers"),
        ([("option_1", "", "", ""), ("option_2", "Many", "", "")], "Give this option a label"),
        ([("option_1", "Same", "", ""), ("option_2", "Same", "", "")], "Two options are called"),
    ],
)
def test_bad_options_are_told_and_kept(builder: Builder, rows: list[tuple[str, str, str, str]], words: str) -> None:
    key = builder.add_question()
    answer = builder.post(f"/fields/{key}", label="How many?", **options(*rows))
    assert answer.status_code == 422
    assert words in answer.text
    assert "How many?" in answer.text
    assert builder.field(key).options[0].label == "First answer"


def test_a_type_is_fixed_once_visitors_saw_it(builder: Builder) -> None:
    key = builder.add_question("text")
    builder.post(f"/fields/{key}", label="A", type="long_text")
    assert builder.field(key).type is TypeName.LONG_TEXT
    builder.publish()
    builder.post(f"/fields/{key}", label="B", type="whole")
    assert (builder.field(key).type, builder.field(key).label) == (TypeName.LONG_TEXT, "B")
    assert "The type is fixed" in builder.page(f"/fields/{key}")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eabc", "a\x00b", "𝕏" * 300, "{{ 7*7 }}"])
@pytest.mark.both_databases
def test_odd_words_are_stored_and_shown_as_text(builder: Builder, text: str) -> None:
    assert builder.post("/fields/company", label=text, help=text).status_code == 303
    page = builder.page("/fields/company")
    assert "<script>alert" not in page
    assert "\x00" not in page
