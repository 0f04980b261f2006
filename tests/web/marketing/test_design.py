"""The design of a form: chosen, tried, refused where it cannot be read, reset; by marketing only."""

import re

import pytest
from flask.testing import FlaskClient

from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.forms.theme import BATON_LOOK, Radius, Theme
from portal.services.forms import drafting
from tests.support.browsing import post
from tests.support.company import Company
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database
GREEN = {
    "accent": "0A6B3D",
    "accent_text": "#fff",
    "side": "",
    "side_end": "",
    "side_text": "",
    "radius": "large",
    "font_size": "18",
    "quote": "They called.",
    "quote_by": "A customer",
    "error_title": "",
}


def form(house: Company) -> Form:
    settle()
    return db.session.get_one(Form, house.form.id)


def test_a_look_is_saved_in_the_draft_only(marketer: FlaskClient, house: Company) -> None:
    answer = post(marketer, "/forms/1/design", rev=form(house).draft_rev, **GREEN)
    assert answer.status_code == 303
    draft = drafting.current(form(house))
    assert draft.theme == Theme(accent="#0a6b3d", accent_text="#ffffff", radius=Radius.LARGE, font_size=18)
    assert (draft.page.quote, draft.page.quote_by) == ("They called.", "A customer")
    assert "theme-" not in marketer.get("/f/contact-sales").text
    assert 'value="#0a6b3d"' in marketer.get("/forms/1/design").text


def test_faint_text_is_refused_with_what_was_typed_and_a_colour_that_would_do(
    marketer: FlaskClient, house: Company
) -> None:
    answer = post(marketer, "/forms/1/design", rev=form(house).draft_rev, **{**GREEN, "accent": "#ffcc00"})
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert "cannot be read on the accent colour (#ffcc00)" in answer.text
    assert 'href="#accent"' in answer.text
    assert 'value="#ffcc00"' in answer.text
    assert "They called." in answer.text
    assert drafting.current(form(house)).theme == BATON_LOOK


@pytest.mark.parametrize("typed", ["red", "#12", "#0000000", "url(x)", "#000;}"])
def test_what_is_no_colour_is_refused(marketer: FlaskClient, house: Company, typed: str) -> None:
    answer = post(marketer, "/forms/1/design", rev=form(house).draft_rev, **{**GREEN, "side": typed})
    assert answer.status_code == 422
    assert "Enter a colour as a code like #3446d1." in answer.text


def test_a_stale_save_is_refused_and_shows_both_sides(marketer: FlaskClient, house: Company) -> None:
    answer = post(marketer, "/forms/1/design", rev=form(house).draft_rev - 1, **GREEN)
    assert answer.status_code == 409
    assert "Accent colour" in answer.text


def test_reset_brings_batons_look_back_and_keeps_the_words(marketer: FlaskClient, house: Company) -> None:
    post(marketer, "/forms/1/design", rev=form(house).draft_rev, **GREEN)
    post(marketer, "/forms/1/design/reset", rev=form(house).draft_rev)
    draft = drafting.current(form(house))
    assert draft.theme == BATON_LOOK
    assert draft.page.quote == "They called."


def test_the_page_shows_a_frame_of_its_own_and_the_frame_lets_it(marketer: FlaskClient) -> None:
    page = marketer.get("/forms/1/design")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    frame = re.search(r'<iframe[^>]* src="([^"]+)"', page.text)
    assert frame
    inside = marketer.get(frame[1].replace("&amp;", "&"))
    assert inside.status_code == 200
    assert "frame-ancestors 'self'" in inside.headers["Content-Security-Policy"]
    assert " inert" in inside.text


@pytest.mark.parametrize(("kind", "words"), [("form", "Work email"), ("errors", "Error:"), ("thanks", "ABCDE-12345")])
def test_a_look_is_tried_without_being_saved(marketer: FlaskClient, house: Company, kind: str, words: str) -> None:
    rev = form(house).draft_rev
    shown = marketer.get("/forms/1/design/preview", query_string={**GREEN, "page": kind})
    assert words in shown.text
    sheet = re.search(r'href="([^"]+/design/theme\.css[^"]*)"', shown.text)
    assert sheet
    assert "--brand:#0a6b3d" in marketer.get(sheet[1].replace("&amp;", "&")).text
    assert form(house).draft_rev == rev


@pytest.mark.parametrize(
    "query", ["font_size=999", "font_size=x&radius=y", "font_size=16&accent=%23000%3B%7D", "page=no"]
)
def test_an_odd_description_is_drawn_in_batons_look(marketer: FlaskClient, query: str) -> None:
    assert marketer.get(f"/forms/1/design/preview?{query}").status_code == 200
    sheet = marketer.get(f"/forms/1/design/theme.css?{query}")
    assert (sheet.status_code, sheet.text) == (200, "")


def test_reps_and_strangers_are_kept_out(browse: Browsers, house: Company, client: FlaskClient) -> None:
    rep = browse(house.rita)
    for path in ("/forms/1/design", "/forms/1/design/preview", "/forms/1/design/theme.css"):
        assert rep.get(path).status_code == 404
        assert client.get(path).status_code == 303
    assert post(rep, "/forms/1/design", rev=1, **GREEN).status_code == 404


def test_the_preview_and_its_pane_show_the_look(marketer: FlaskClient, house: Company) -> None:
    for address in ("/forms/1/preview", "/forms/1/preview?pane=1"):
        assert "/forms/1/preview/theme.css" in marketer.get(address).text
    assert marketer.get("/forms/1/preview/theme.css").mimetype == "text/css"
