"""Edits are taken back and done again, fifty of them, whoever made them; typing in one place is one edit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.forms.edit import KEPT, FormEdit
from portal.rules.forms.definition import Definition
from portal.services.forms import drafting, edits, undoing
from tests.support.company import NOW, Company

Change = Callable[[Definition], Definition]


def titled(title: str) -> Change:
    return lambda form: replace(form, page=replace(form.page, title=title))


def write(place: Company, title: str, *, typing: str = "", after: int = 0) -> None:
    now = NOW + timedelta(seconds=after)
    drafting.edit(place.form, titled(title), rev=place.form.draft_rev, by=place.mary, now=now, place=typing)


def turn(place: Company, way: Callable[..., FormEdit]) -> str:
    way(place.form, rev=place.form.draft_rev, by=place.sam, now=NOW)
    return drafting.draft_of(place.form).page.title


def test_edits_are_taken_back_and_done_again(place: Company) -> None:
    for title in ("One", "Two", "Three"):
        write(place, title)
    assert [turn(place, undoing.undo) for _ in range(3)] == ["Two", "One", "Talk to sales"]
    assert place.form.draft is None, "it is what visitors see again"
    with pytest.raises(undoing.NothingToUndo):
        turn(place, undoing.undo)
    assert [turn(place, undoing.redo) for _ in range(3)] == ["One", "Two", "Three"]
    with pytest.raises(undoing.NothingToRedo):
        turn(place, undoing.redo)


def test_a_new_edit_ends_what_could_be_done_again(place: Company) -> None:
    write(place, "One")
    turn(place, undoing.undo)
    write(place, "Other")
    assert edits.following(place.form) is None
    assert turn(place, undoing.undo) == "Talk to sales"


def test_a_discarded_draft_comes_back(place: Company) -> None:
    write(place, "One")
    drafting.discard(place.form, by=place.mary, now=NOW)
    assert drafting.draft_of(place.form).page.title == "Talk to sales"
    assert turn(place, undoing.undo) == "One"


def test_typing_in_one_place_is_one_edit(place: Company) -> None:
    for second, title in enumerate(("T", "Ti", "Title")):
        write(place, title, typing="page", after=second)
    write(place, "Title!", typing="page", after=90)
    assert turn(place, undoing.undo) == "Title"
    assert turn(place, undoing.undo) == "Talk to sales"


def test_fifty_edits_are_kept(place: Company) -> None:
    for number in range(KEPT + 5):
        write(place, f"Title {number}")
    assert db.session.scalar(select(func.count()).select_from(FormEdit)) == KEPT
    for _ in range(KEPT):
        last = turn(place, undoing.undo)
    assert last == "Title 4"


def test_a_stale_page_takes_nothing_back(place: Company) -> None:
    write(place, "One")
    with pytest.raises(drafting.StaleForm):
        undoing.undo(place.form, rev=place.form.draft_rev - 1, by=place.mary, now=NOW)
    assert drafting.draft_of(place.form).page.title == "One"


def test_it_says_what_an_edit_did(place: Company) -> None:
    write(place, "One")
    found = edits.last(place.form)
    assert found is not None
    assert found.words == "Title of the page changed: Talk to sales → One"
