"""The builder: every control is a plain post, nothing typed is lost, library keys keep what belongs to the library."""

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import All, Any, Operator, Test
from portal.services.forms import drafting
from tests.support.browsing import post
from tests.support.company import Company, company
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database

EDIT = "/forms/1/edit"


class Builder:
    """Mary's browser on the builder of the company's form."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    @property
    def form(self) -> Form:
        settle()
        return db.session.scalars(select(Form).where(Form.id == 1)).one()

    @property
    def draft(self) -> Definition:
        return drafting.current(self.form)

    @property
    def order(self) -> list[list[str]]:
        return [[field.key for field in step.fields] for step in self.draft.steps]

    def field(self, key: str) -> Field:
        found = self.draft.find(key)
        assert found is not None
        return found

    def post(self, path: str, **fields: object) -> TestResponse:
        return post(self.client, f"{EDIT}{path}", **{"rev": self.form.draft_rev, **fields})

    def press(self, path: str, **parts: str) -> TestResponse:
        """A button on the canvas: its revision comes with the address."""
        extra = "".join(f"&{name}={value}" for name, value in parts.items())
        return post(self.client, f"{EDIT}{path}?rev={self.form.draft_rev}{extra}")

    def page(self, path: str = "") -> str:
        answer = self.client.get(f"{EDIT}{path}")
        assert answer.status_code == 200
        return answer.text

    def publish(self) -> None:
        assert post(self.client, "/forms/1/publish", rev=self.form.draft_rev).status_code == 303

    def add_question(self, type_name: str = "choice") -> str:
        """A free question of that type; its key."""
        before = {field.key for field in self.draft.items()}
        assert self.post("/fields", type=type_name).status_code == 303
        [key] = {field.key for field in self.draft.items()} - before
        return key


@pytest.fixture
def builder(session: scoped_session[Session], browse: Browsers) -> Builder:
    made: Company = company()
    session.commit()
    return Builder(browse(made.mary))


def options(*rows: tuple[str, str, str, str]) -> dict[str, list[str]]:
    names = ("option.id", "option.label", "option.low", "option.high")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def test_the_page_names_every_step_and_field(builder: Builder) -> None:
    page = builder.page()
    for words in ("Your questions", "Work email", "Required", "10 questions, about", "Free questions", "Country"):
        assert words in page
    assert f'formaction="{EDIT}/fields/company/moves/up?rev=' in page
    assert 'id="field-company"' in page


def test_moving_by_the_buttons_returns_to_the_card(builder: Builder) -> None:
    answer = builder.press("/fields/last_name/moves/up")
    assert (answer.status_code, answer.location) == (303, f"{EDIT}#field-last_name")
    assert builder.order[0][:2] == ["last_name", "first_name"]
    open_kept = builder.press("/fields/last_name/moves/down", open="company")
    assert open_kept.location == f"{EDIT}/fields/company#field-last_name"


def test_agreed_keys_that_are_missing_stand_on_top(builder: Builder) -> None:
    assert "The agreement asks for" not in builder.page()
    builder.press("/fields/company/removal")
    page = builder.page()
    assert "The agreement asks for" in page
    assert "to mend" in page
    assert builder.post("/fields", key="company").location == f"{EDIT}#field-company"
    assert "The agreement asks for" not in builder.page()


def test_a_question_is_added_behind_the_one_that_is_open(builder: Builder) -> None:
    answer = builder.post("/fields", type="text", open="company")
    key = next(key for key in builder.order[0] if key.startswith("q_"))
    assert builder.order[0].index(key) == builder.order[0].index("company") + 1
    assert answer.location == f"{EDIT}/fields/{key}#field-{key}"


@pytest.mark.parametrize("fields", [{"key": "nothing"}, {"type": "nothing"}, {}])
def test_what_nobody_knows_cannot_be_added(builder: Builder, fields: dict[str, str]) -> None:
    assert builder.post("/fields", **fields).status_code == 404


def test_a_key_is_on_the_form_once(builder: Builder) -> None:
    answer = builder.post("/fields", key="company")
    assert answer.status_code == 422
    assert "asks “Company” already" in answer.text


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


@pytest.mark.both_databases
def test_a_stale_save_shows_both_sides_and_keeps_what_was_typed(builder: Builder) -> None:
    rev = builder.form.draft_rev
    builder.post("/fields/company", label="Theirs")
    answer = builder.post("/fields/company", rev=rev, label="Mine", help="Typed at length")
    assert answer.status_code == 409
    for words in ("Two people edited", "Theirs", "Mine", "Typed at length"):
        assert words in answer.text
    assert builder.field("company").label == "Theirs"
    assert 'name="label" value="Mine"' in answer.text
    assert f'name="rev" value="{builder.form.draft_rev}"' in answer.text
    again = builder.post("/fields/company", label="Mine", help="Typed at length")
    assert again.status_code == 303
    assert builder.field("company").help == "Typed at length"


@pytest.mark.parametrize(
    "path",
    ["/fields/company/moves/up", "/fields/company/removal", "/steps/all/moves/up", "/steps", "/missing-keys"],
)
def test_every_button_is_refused_on_a_stale_page(builder: Builder, path: str) -> None:
    rev = builder.form.draft_rev
    builder.post("/fields/company", label="Theirs")
    before = builder.draft
    assert post(builder.client, f"{EDIT}{path}", rev=rev).status_code == 409
    assert builder.draft == before


@pytest.mark.parametrize("path", ["", "/moves/up", "/conditions", "/options"])
def test_a_question_that_somebody_removed_meanwhile_keeps_what_was_typed(builder: Builder, path: str) -> None:
    key, rev = builder.add_question("text"), builder.form.draft_rev
    builder.post(f"/fields/{key}/removal", sure="yes")
    answer = post(builder.client, f"{EDIT}/fields/{key}{path}", rev=rev, label="Typed at length")
    assert answer.status_code == 409
    assert "not on the form any more" in answer.text
    assert "Typed at length" in answer.text


def test_a_step_that_somebody_removed_meanwhile_keeps_what_was_typed(builder: Builder) -> None:
    builder.press("/steps")
    rev = builder.form.draft_rev
    builder.post("/steps/step_1/removal")
    answer = post(builder.client, f"{EDIT}/steps/step_1", rev=rev, title="Typed at length")
    assert answer.status_code == 409
    assert "Typed at length" in answer.text


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


def test_a_condition_is_built_step_by_step(builder: Builder) -> None:
    added = builder.post("/fields/message/conditions", label="Why?", new="interest")
    assert added.location == f"{EDIT}/fields/message#condition"
    assert builder.field("message").show_if == Test("interest", Operator.IS_ANSWERED)
    first = {"part": ["0"], "part.0.key": "interest", "part.0.op": "one_of", "part.0.value": ["pricing", "migration"]}
    builder.post("/fields/message/conditions?group=1", label="Why?", new="employees", **first)
    interest = Test("interest", Operator.ONE_OF, ("pricing", "migration"))
    assert builder.field("message").show_if == All((interest, Any((Test("employees", Operator.IS_ANSWERED),))))
    group = {
        "part": ["0", "1", "1.0"],
        "mode": "any",
        "part.1.mode": "all",
        "part.1.0.key": "employees",
        "part.1.0.op": "between",
        "part.1.0.value": ["10", "500"],
        "part.0.key": "interest",
        "part.0.op": "eq",
        "part.0.value": "pricing",
    }
    assert builder.post("/fields/message", label="Why?", **group).status_code == 303
    assert builder.field("message").show_if == Any(
        (Test("interest", Operator.EQ, "pricing"), All((Test("employees", Operator.BETWEEN, (10, 500)),)))  # type: ignore[arg-type]
    )
    builder.post("/fields/message/conditions/1.0/removal", label="Why?", **group)
    assert builder.field("message").show_if == Test("interest", Operator.EQ, "pricing")
    assert "Shown if" in builder.page()


def test_a_bad_comparison_comes_back_with_what_was_typed(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "employees", "part.0.op": "gte", "part.0.value": ["lots", ""]}
    answer = builder.post("/fields/message", label="Why do you ask?", **rule)
    assert answer.status_code == 422
    assert "Enter a whole number" in answer.text
    assert 'value="lots"' in answer.text
    assert "Why do you ask?" in answer.text
    assert builder.field("message").show_if is None


def test_saving_words_leaves_a_condition_as_it_is(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "interest", "part.0.op": "ne", "part.0.value": "pricing"}
    builder.post("/fields/message", label="Why?", **rule)
    before = builder.field("message").show_if
    builder.post("/fields/message", label="Other words", **rule)
    assert builder.field("message").show_if == before


def test_a_field_that_a_condition_uses_does_not_vanish_silently(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "annual_revenue", "part.0.op": "eq", "part.0.value": "10m_50m"}
    builder.post("/fields/message", label="Why?", **rule)
    before = builder.draft
    asked = builder.press("/fields/annual_revenue/removal")
    assert asked.location == f"{EDIT}/fields/annual_revenue/removal"
    assert builder.draft == before
    page = builder.page("/fields/annual_revenue/removal")
    assert "Questions that depend on it" in page
    assert "when Annual revenue (US dollars) is 10 to 50 million" in page
    assert builder.post("/fields/annual_revenue/removal", sure="yes").status_code == 303
    assert builder.field("message").show_if is None


def test_a_move_that_breaks_a_condition_is_refused_in_words(builder: Builder) -> None:
    rule = {"part": "0", "part.0.key": "interest", "part.0.op": "eq", "part.0.value": "pricing"}
    builder.post("/fields/message", label="Why?", **rule)
    answer = builder.press("/fields/message/moves/up")
    assert answer.status_code == 422
    assert "depends on “What are you interested in?”, which comes after it" in answer.text


def test_an_option_that_a_condition_uses_cannot_be_removed(builder: Builder) -> None:
    key = builder.add_question()
    last = builder.add_question("text")
    rule = {"part": "0", "part.0.key": key, "part.0.op": "eq", "part.0.value": "option_1"}
    assert builder.post(f"/fields/{last}", label="Which?", **rule).status_code == 303
    rows = options(("option_1", "One", "", ""), ("option_2", "Two", "", ""))
    answer = builder.post(f"/fields/{key}/options/option_1/removal", label="Where?", **rows)
    assert answer.status_code == 422
    assert "which is no possible option" in answer.text


@pytest.mark.both_databases
def test_steps_are_added_named_moved_joined_and_removed(builder: Builder) -> None:
    assert builder.press("/steps").location == f"{EDIT}/steps/step_1#step-step_1"
    assert builder.post("/steps/step_1", title="Your project").status_code == 303
    builder.post("/fields/message", label="Why?", step="step_1")
    assert builder.order[1] == ["message"]
    assert builder.press("/steps/step_1/moves/up").status_code == 303
    assert [step.title for step in builder.draft.steps] == ["Your project", "Your questions"]
    assert builder.press("/steps/step_1/merge").status_code == 303
    assert [step.title for step in builder.draft.steps] == ["Your questions"]
    assert builder.post("/fields/employees/new-step", label="Number of employees").status_code == 303
    assert builder.order[1][0] == "employees"
    assert builder.post("/steps/all", title="").status_code == 422


def test_a_step_with_questions_is_removed_after_asking(builder: Builder) -> None:
    builder.post("/fields/message/new-step", label="Why?")
    step_id = builder.draft.steps[1].id
    assert builder.press(f"/steps/{step_id}/removal").location == f"{EDIT}/steps/{step_id}/removal"
    assert "“Why?”" in builder.page(f"/steps/{step_id}/removal")
    builder.post(f"/steps/{step_id}/removal", sure="yes")
    assert builder.draft.find("message") is None


def test_an_empty_step_says_so_and_a_free_question_is_copied(builder: Builder) -> None:
    builder.press("/steps")
    assert "Nothing is asked in this step yet" in builder.page()
    key = builder.add_question("text")
    assert builder.press(f"/fields/{key}/copies").status_code == 303
    assert builder.order[1] == [key, f"{key}_copy"]
    assert builder.press("/fields/company/copies").status_code in {409, 422}


def test_the_words_around_the_questions_are_saved(builder: Builder) -> None:
    fields = {
        "title": "Meet us",
        "intro": "Line one\nLine two",
        "points": "One\n\n Two ",
        "button": "Go",
        "privacy_note": "",
        "thanks_title": "Thanks",
        "thanks_text": "",
        "purpose": "event",
        "default_country": "DE",
        "locale": "de",
        "embed_origins": "https://Www.Company.com/",
    }
    assert builder.post("/page", **fields).status_code == 303
    draft = builder.draft
    assert (draft.page.title, draft.page.points, draft.default_country) == ("Meet us", ("One", "Two"), "DE")
    assert draft.embed_origins == ("https://www.company.com",)
    for wrong, words in (
        ({"title": ""}, "Enter the title"),
        ({"embed_origins": "nonsense"}, "not the address of a site"),
        ({"purpose": "other"}, "Error"),
        ({"locale": "xx"}, "Error"),
    ):
        answer = builder.post("/page", **{**fields, "intro": "Kept", **wrong})
        assert answer.status_code == 422
        assert words in answer.text
        assert "Kept" in answer.text


def test_the_draft_is_discarded_after_showing_what_goes(builder: Builder) -> None:
    builder.post("/fields/company", label="Your firm")
    page = builder.page("/discard")
    assert "What would be lost" in page
    assert "Your firm" in page
    assert builder.post("/discard").status_code == 303
    assert builder.field("company").label == "Company"


@pytest.mark.parametrize(
    "path",
    [
        "/fields/company/conditions/x/removal",
        "/fields/company/conditions/1.2.3/removal",
        "/fields/nothing",
        "/fields/nothing/conditions",
        "/fields/nothing/options",
        "/steps/nothing",
        "/steps/nothing/removal",
    ],
)
def test_addresses_that_lead_nowhere_are_not_found(builder: Builder, path: str) -> None:
    assert builder.post(path, label="A", title="A").status_code == 404


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eabc", "a\x00b", "𝕏" * 300, "{{ 7*7 }}"])
@pytest.mark.both_databases
def test_odd_words_are_stored_and_shown_as_text(builder: Builder, text: str) -> None:
    assert builder.post("/fields/company", label=text, help=text).status_code == 303
    page = builder.page("/fields/company")
    assert "<script>alert" not in page
    assert "\x00" not in page


def test_a_drop_posts_the_address_of_the_buttons(builder: Builder) -> None:
    assert 'data-drop="/forms/1/edit/fields/company/moves/to?rev=' in builder.page()
    answer = builder.post("/fields/company/moves/to", step="all", place="0")
    assert answer.status_code == 303
    assert builder.order[0][0] == "company"
    assert builder.post("/fields/company/moves/to", step="gone", place="0").status_code == 422
    dropped = builder.post("/fields", type="text", step="all", place="1")
    assert dropped.status_code == 303
    assert builder.order[0][1].startswith("q_")


def test_what_saves_itself_says_so_in_the_status_line_and_nowhere_else(builder: Builder) -> None:
    answer = builder.post("/fields/company", label="Firm", autosave="1")
    page = builder.client.get(answer.location).text
    assert 'role="status">Saved ' in page
    assert "The question is saved." not in page
    refused = builder.post("/fields/company", label="", autosave="1")
    assert refused.status_code == 422
    assert 'role="status">Not saved: Enter the question.' in refused.text
    stale = builder.post("/fields/company", rev=1, label="Mine", autosave="1")
    assert stale.status_code == 409
    assert 'role="status">Not saved: Mary Marketing saved this form' in stale.text
    assert 'name="autosave"' not in stale.text


def test_what_can_be_added_is_grouped_and_what_stands_there_is_ticked(builder: Builder) -> None:
    page = builder.page()
    for title in ("Contact", "Sizing", "Need", "Readiness", "Free questions", "Layout"):
        assert f">{title}</h2>" in page
    assert 'href="/forms/1/edit/fields/company#field-company"><svg' in page
    assert 'value="step" formaction="/forms/1/edit/steps"' in page


@pytest.mark.both_databases
def test_an_edit_is_undone_and_done_again_across_a_reload(builder: Builder) -> None:
    builder.post("/fields/company", label="Firm")
    page = builder.page("/fields/company")
    assert 'aria-label="Undo: Question changed"' in page
    assert builder.post("/undo", open="company").location == f"{EDIT}/fields/company"
    assert builder.field("company").label == "Company"
    assert 'aria-label="Redo: Question changed"' in builder.page()
    assert builder.post("/redo").status_code == 303
    assert builder.field("company").label == "Firm"
    assert builder.post("/redo").status_code == 409
    assert builder.post("/undo", rev=1).status_code == 409


def test_a_discarded_draft_comes_back_with_undo(builder: Builder) -> None:
    builder.post("/fields/company", label="Firm")
    assert builder.post("/discard").status_code == 303
    assert builder.form.draft is None
    builder.post("/undo")
    assert builder.field("company").label == "Firm"
