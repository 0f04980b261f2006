"""The builder's canvas: every control is a plain post; what stands where, and what can be added."""

import re

import pytest
from flask.testing import FlaskClient

from tests.support.browsing import post
from tests.support.building import EDIT, Builder

pytestmark = pytest.mark.one_database


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


def test_after_a_removal_one_looks_on_beside_it(builder: Builder) -> None:
    assert builder.press("/fields/last_name/removal").location == f"{EDIT}#field-first_name"
    assert builder.press("/fields/first_name/removal").location == f"{EDIT}#field-work_email"


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


def test_a_drop_posts_the_address_of_the_buttons(builder: Builder) -> None:
    assert 'data-drop="/forms/1/edit/fields/company/moves/to?rev=' in builder.page()
    answer = builder.post("/fields/company/moves/to", step="all", place="0")
    assert answer.status_code == 303
    assert builder.order[0][0] == "company"
    assert builder.post("/fields/company/moves/to", step="gone", place="0").status_code == 422
    dropped = builder.post("/fields", type="text", step="all", place="1")
    assert dropped.status_code == 303
    assert builder.order[0][1].startswith("q_")


def test_what_can_be_added_is_grouped_and_what_stands_there_is_ticked(builder: Builder) -> None:
    page = builder.page()
    for title in ("Contact", "Sizing", "Need", "Readiness", "Free questions", "Layout"):
        assert f">{title}</h2>" in page
    assert 'href="/forms/1/edit/fields/company#field-company"><svg' in page
    assert 'value="step" formaction="/forms/1/edit/steps"' in page


def test_the_work_email_stays_also_for_who_types_the_address(builder: Builder) -> None:
    assert re.search(r'aria-label="Remove Work email"[^>]* disabled', builder.page())
    stays = "“Work email” stays on the form: without it nobody could be answered."
    for path in ("/fields/work_email/removal", "/steps/all/removal"):
        builder.press("/steps")
        page = builder.page(path)
        assert stays in page
        assert "Remove " not in page.partition("<main")[2].partition("</h1>")[2]
        refused = builder.post(path, sure="yes")
        assert refused.status_code == 422
        assert stays in refused.text
    assert builder.draft.find("work_email")


def test_agreed_keys_stand_on_top_of_an_empty_form_too(marketer: FlaskClient) -> None:
    post(marketer, "/forms/new", name="Blank", purpose="hand_raiser", start="empty")
    for path in ("/forms/2/edit", "/forms/2/publish"):
        page = marketer.get(path).text
        assert "The agreement asks for" in page or "“Company” is not on the form." in page, path
    assert 'aria-labelledby="palette-missing"' in marketer.get("/forms/2/edit").text
    post(marketer, "/forms/2/edit/missing-keys", rev=1)
    assert 'aria-labelledby="palette-missing"' not in marketer.get("/forms/2/edit").text
