"""Saving in the builder: both sides of a clash are shown (B2), edits are taken back (B3)."""

import pytest

from tests.support.browsing import post
from tests.support.building import EDIT, Builder

pytestmark = pytest.mark.one_database


@pytest.mark.both_databases
def test_a_stale_save_shows_both_sides_and_keeps_what_was_typed(builder: Builder) -> None:
    rev = builder.form.draft_rev
    builder.post("/fields/company", label="Theirs")
    answer = builder.post("/fields/company", rev=rev, label="Mine", help="Typed at length")
    assert answer.status_code == 409
    for words in ("was saved twice", "Theirs", "Mine", "Typed at length"):
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


def test_the_draft_is_discarded_after_showing_what_goes(builder: Builder) -> None:
    builder.post("/fields/company", label="Your firm")
    page = builder.page("/discard")
    assert "What would be lost" in page
    assert "Your firm" in page
    assert builder.post("/discard").status_code == 303
    assert builder.field("company").label == "Company"


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
    assert 'id="saved">Not saved: Mary Marketing saved this form' in stale.text
    assert 'name="autosave"' not in stale.text


@pytest.mark.both_databases
def test_an_edit_is_undone_and_done_again_across_a_reload(builder: Builder) -> None:
    builder.post("/fields/company", label="Firm")
    page = builder.page("/fields/company")
    assert 'aria-label="Undo: Question changed: Company → Firm"' in page
    assert builder.post("/undo", open="company").location == f"{EDIT}/fields/company"
    assert builder.field("company").label == "Company"
    assert 'aria-label="Redo: Question changed: Company → Firm"' in builder.page()
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
