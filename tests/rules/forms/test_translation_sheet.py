"""A translation as rows: what a translator gets, and what comes back would change, line by line."""

from dataclasses import replace

import pytest

from portal.rules.cells import safe_cell, unguarded
from portal.rules.forms.definition import Definition, Page, Step
from portal.rules.forms.translation import stale, texts, with_made, with_words
from portal.rules.forms.translation_sheet import COLUMNS, DONE, MISSING, OLD, Look, Row, look, rows_of

FORM = with_words(
    Definition(Page("Talk to us", intro="Soon."), (Step("one", "About you"),)), "de", {"page.title": "Hallo"}
)
CHANGED = replace(FORM, page=replace(FORM.page, title="Talk to an engineer"))


def looked(form: Definition, *lines: tuple[str, str, str]) -> Look:
    """Part, original, translation of each line."""
    names = ("Part", "Original", "Translation")
    return look(form, "de", [Row(number, dict(zip(names, line, strict=True))) for number, line in enumerate(lines, 2)])


def test_every_text_is_a_row_with_its_state() -> None:
    header, title, intro, *_rest = rows_of(CHANGED, "de", {"page.title": "Page: title"})
    assert header == COLUMNS
    assert title == ("Page: title", "page.title", "Talk to an engineer", "Hallo", OLD)
    assert intro == ("", "page.intro", "Soon.", "", MISSING)
    assert next(row for row in rows_of(FORM, "de", {}) if row[1] == "page.title")[4] == DONE
    assert len(list(rows_of(FORM, "de", {}))) == len(texts(FORM)) + 1


def test_what_comes_back_unchanged_changes_nothing() -> None:
    lines = list(rows_of(CHANGED, "de", {}))[1:]
    found = look(CHANGED, "de", [Row(2, dict(zip(COLUMNS, line, strict=True))) for line in lines])
    assert (found.changes, found.faults) == ((), ())
    assert found.same == len(texts(CHANGED))


def test_a_new_translation_is_as_fresh_as_the_original_in_its_row() -> None:
    found = looked(CHANGED, ("page.title", "Talk to us", "Guten Tag"), ("page.intro", "Soon.", "Bald."))
    old, fresh = found.changes
    assert (old.old, old.before, old.made.text, fresh.old, fresh.before) == (True, "Hallo", "Guten Tag", False, "")
    saved = with_made(CHANGED, "de", found.made)
    assert [(entry.path, entry.was) for entry in stale(saved)] == [("page.title", "Guten Tag")]
    again = with_made(saved, "de", looked(saved, ("page.title", "Talk to an engineer", "Mit Technik")).made)
    assert stale(again) == ()


def test_an_old_translation_is_confirmed_by_its_state() -> None:
    row = {"Part": "page.title", "Original": "Talk to an engineer", "Translation": "Hallo"}
    assert look(CHANGED, "de", [Row(2, {**row, "State": OLD})]).changes == ()
    found = look(CHANGED, "de", [Row(2, {**row, "State": "Done"})])
    assert found.changes[0].confirmed
    assert stale(with_made(CHANGED, "de", found.made)) == ()
    assert look(CHANGED, "de", [Row(2, {**row, "Original": "Talk to us", "State": DONE})]).changes == ()


def test_an_empty_translation_takes_nothing_away() -> None:
    assert looked(FORM, ("page.title", "Talk to us", " ")).same == 1


@pytest.mark.parametrize(
    ("part", "words", "sentence"),
    [
        ("field.gone.label", "Weg", "“field.gone.label” is no text of this form (any more)."),
        ("", "Weg", "It has no part"),
        ("page.intro", "x" * 4001, "more than 4,000 characters"),
        ("page.thanks_text", "Danke, {vorname}", "“{vorname}” is nothing that the thank-you page can fill in"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_and_the_others_are_taken(part: str, words: str, sentence: str) -> None:
    found = looked(FORM, (part, "", words), ("page.intro", "Soon.", "Bald."))
    assert [fault.number for fault in found.faults] == [2]
    assert sentence in found.faults[0].sentence
    assert list(found.made) == ["page.intro"]


def test_the_second_translation_of_a_text_is_left_out() -> None:
    found = looked(FORM, ("page.intro", "Soon.", "Bald."), ("page.intro", "Soon.", "Gleich."))
    assert found.made["page.intro"].text == "Bald."
    assert "in line 2 already" in found.faults[0].sentence


@pytest.mark.parametrize("text", ["=1+1", "+49", "-x", "@sum", "'quoted'", "plain", "’t Gooi", "'=kept", ""])
def test_the_guard_against_formulas_comes_off_again(text: str) -> None:
    assert unguarded(safe_cell(text)) in {text, text.removeprefix("'")}


def test_a_formula_is_a_text() -> None:
    assert looked(FORM, ("page.intro", "Soon.", "'=HYPERLINK(1)")).made["page.intro"].text == "=HYPERLINK(1)"
