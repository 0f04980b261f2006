"""Languages of a form: added, translated beside the text, marked when older than it, taken away; by editors only."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.forms.definition import Definition
from portal.rules.forms.translation import stale, with_words
from portal.services.forms import drafting
from tests.support.browsing import post
from tests.support.company import NOW, Company
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database


def form(house: Company) -> Form:
    settle()
    return db.session.get_one(Form, house.form.id)


def draft(house: Company) -> Definition:
    return drafting.current(form(house))


def in_german(house: Company) -> None:
    row = form(house)
    words = with_words(drafting.current(row), "de", {"page.title": "Sprechen Sie mit uns"})
    drafting.save(row, words, rev=row.draft_rev, by=db.session.merge(house.mary), now=NOW)
    db.session.commit()


def test_a_language_is_added_and_its_texts_translated(marketer: FlaskClient, house: Company) -> None:
    added = post(marketer, "/forms/1/languages", rev=form(house).draft_rev, language="de")
    assert added.headers["Location"].endswith("/forms/1/languages/de")
    fields = {"text:page.title": "Sprechen Sie mit uns", "text:page.button": "Absenden"}
    saved = post(marketer, "/forms/1/languages/de", rev=form(house).draft_rev, **fields)
    assert saved.status_code == 303
    (german,) = draft(house).translations
    words = {text.path: text.text for text in german.texts}
    assert (words["page.title"], words["page.button"]) == ("Sprechen Sie mit uns", "Absenden")
    assert words["field.first_name.label"] == "Vorname", "the library's own words come translated"
    sheet = marketer.get("/forms/1/languages/de").text
    assert f"{len(words)} of " in sheet
    assert 'value="Absenden"' in sheet
    assert "German" in marketer.get("/forms/1/languages").text


def test_a_translation_older_than_its_text_is_marked_until_somebody_looks(
    marketer: FlaskClient, house: Company
) -> None:
    in_german(house)
    page = {"title": "Talk to an engineer", "button": "Send", "thanks_title": "Thanks"}
    settings = {"purpose": "hand_raiser", "default_country": "US", "locale": "en"}
    assert post(marketer, "/forms/1/edit/page", rev=form(house).draft_rev, **page, **settings).status_code == 303
    assert [found.path for found in stale(draft(house))] == ["page.title"]
    sheet = marketer.get("/forms/1/languages/de").text
    assert "Older than the text" in sheet
    assert "Translations are older than their text: 1 in German." in marketer.get("/forms/1/publish").text
    same = {"text:page.title": "Sprechen Sie mit uns"}
    post(marketer, "/forms/1/languages/de", rev=form(house).draft_rev, **same)
    assert stale(draft(house)) != ()
    post(marketer, "/forms/1/languages/de", rev=form(house).draft_rev, right="page.title", **same)
    assert stale(draft(house)) == ()


def test_a_question_whose_translation_is_older_says_so_in_the_builder(marketer: FlaskClient, house: Company) -> None:
    row = form(house)
    words = with_words(drafting.current(row), "de", {"field.company.label": "Firma"})
    (step,) = words.steps
    fields = tuple(replace(one, label="Employer") if one.key == "company" else one for one in step.fields)
    changed = replace(words, steps=(replace(step, fields=fields),))
    drafting.save(row, changed, rev=row.draft_rev, by=db.session.merge(house.mary), now=NOW)
    db.session.commit()
    assert marketer.get("/forms/1/edit").text.count("German is older") == 1


def test_a_language_is_taken_away(marketer: FlaskClient, house: Company) -> None:
    in_german(house)
    post(marketer, "/forms/1/languages/de/removal", rev=form(house).draft_rev)
    assert draft(house).translations == ()
    assert marketer.get("/forms/1/languages/de").status_code == 404


@pytest.mark.parametrize("language", ["en", "", "xx", "de' or 1"])
def test_no_language_is_refused(marketer: FlaskClient, house: Company, language: str) -> None:
    answer = post(marketer, "/forms/1/languages", rev=form(house).draft_rev, language=language)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text


def test_a_stale_save_shows_both_sides(marketer: FlaskClient, house: Company) -> None:
    in_german(house)
    answer = post(marketer, "/forms/1/languages/de", rev=1, **{"text:page.title": "Anders"})
    assert answer.status_code == 409
    assert "Anders" in answer.text


def test_reps_and_strangers_are_kept_out(browse: Browsers, house: Company, client: FlaskClient) -> None:
    rep = browse(house.rita)
    for path in ("/forms/1/languages", "/forms/1/languages/de"):
        assert rep.get(path).status_code == 404
        assert client.get(path).status_code == 303


def test_the_draft_is_previewed_in_each_language(marketer: FlaskClient, house: Company) -> None:
    in_german(house)
    german = marketer.get("/forms/1/preview?lang=de").text
    assert '<html lang="de">' in german
    assert all(words in german for words in ("Sprechen Sie mit uns", "müssen beantwortet werden", "Preview: nothing"))
    wrong = post(marketer, "/forms/1/preview?lang=de", work_email="none")
    assert (wrong.status_code, "Geben Sie eine E-Mail-Adresse mit @ und Domain ein" in wrong.text) == (422, True)
    assert '<html lang="en">' in marketer.get("/forms/1/preview").text
