"""A translation taken along and brought back as a file: looked at first, told line by line, saved only then."""

import io
import json
import zipfile

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.rules.forms.translation import stale, with_words
from portal.services.forms import drafting
from portal.web.shared.sheet_reading import lines_in
from tests.support.browsing import post
from tests.support.company import NOW, Company
from tests.web.marketing.conftest import Browsers
from tests.web.marketing.test_languages import draft, form

pytestmark = pytest.mark.one_database
DE = "/forms/1/languages/de"
COLUMNS = ("Where", "Part", "Original", "Translation", "State")


@pytest.fixture
def german(house: Company) -> Company:
    row = form(house)
    words = with_words(drafting.current(row), "de", {"page.title": "Sprechen Sie mit uns", "page.intro": "=1+1"})
    drafting.save(row, words, rev=row.draft_rev, by=db.session.merge(house.mary), now=NOW)
    db.session.commit()
    return house


def looked_at(marketer: FlaskClient, data: bytes, name: str = "back.csv") -> TestResponse:
    return post(marketer, f"{DE}/look", file=(io.BytesIO(data), name))


def taken_along(marketer: FlaskClient, kind: str) -> bytes:
    """The file; closed, as a server does once it is sent."""
    with marketer.get(f"{DE}/texts.{kind}") as sent:
        assert f"-de.{kind}" in sent.headers["Content-Disposition"]
        return sent.data


def lines(*rows: tuple[str, ...], mark: str = ",") -> bytes:
    return "\n".join(mark.join(row) for row in (COLUMNS, *rows)).encode()


def save_looked(marketer: FlaskClient, house: Company, page: TestResponse) -> TestResponse:
    """Press the button of the page that shows the changes."""
    rows = page.text.partition('name="rows" value="')[2].partition('"')[0].replace("&#34;", '"').replace("&#39;", "'")
    return post(marketer, f"{DE}/texts", rev=form(house).draft_rev, rows=rows)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_what_is_taken_along_can_be_brought_back(marketer: FlaskClient, german: Company, kind: str) -> None:
    data = taken_along(marketer, kind)
    rows = dict(lines_in(data, COLUMNS, COLUMNS))
    title = next(row for row in rows.values() if row["Part"] == "page.title")
    assert (title["Translation"], title["State"]) == ("Sprechen Sie mit uns", "done")
    assert {row["State"] for row in rows.values()} == {"done", "missing"}
    same = looked_at(marketer, data, f"back.{kind}")
    assert (same.status_code, "The file changes nothing" in same.text) == (200, True)


def test_no_cell_runs_as_a_formula(marketer: FlaskClient, german: Company) -> None:
    assert b",'=1+1," in taken_along(marketer, "csv")
    with zipfile.ZipFile(io.BytesIO(taken_along(marketer, "xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_changes_are_shown_and_saved_only_then(marketer: FlaskClient, german: Company) -> None:
    before = draft(german)
    page = looked_at(
        marketer, lines(("", "page.title", "Talk to us once", "Hallo", ""), ("", "page.button", "", "Los", ""))
    )
    assert (page.status_code, "would change 2 texts" in page.text) == (200, True)
    assert "from an older text" in page.text
    assert draft(german) == before
    assert save_looked(marketer, german, page).headers["Location"].endswith(DE)
    saved = draft(german)
    assert [(old.path, old.was) for old in stale(saved)] == [("page.title", "Hallo")]
    assert 'value="Los"' in marketer.get(DE).text


def test_lines_that_cannot_be_taken_are_named(marketer: FlaskClient, german: Company) -> None:
    page = looked_at(marketer, lines(("", "field.gone.label", "", "Weg", ""), ("", "page.button", "", "Los", "")))
    assert "Line 2: “field.gone.label” is no text of this form (any more)." in page.text
    assert "would change 1 text" in page.text


def test_a_workbook_from_a_translator(marketer: FlaskClient, german: Company) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("translation", "PART"))
        sheet.write_row(1, 0, ("Guten Tag", "page.title"))
        sheet.write(2, 0, 250)
        sheet.write(2, 1, "page.button")
        sheet.write_formula(3, 0, '=HYPERLINK("http://evil.example")', None, "Klick")
        sheet.write(3, 1, "page.thanks_title")
    page = looked_at(marketer, file.getvalue(), "back.xlsx")
    assert all(text in page.text for text in ("Guten Tag", ">250<", ">Klick<"))
    assert "evil.example" not in page.text


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_of_any_spreadsheet(marketer: FlaskClient, german: Company, mark: str) -> None:
    data = lines(("", "page.button", "", "Übermitteln", ""), mark=mark).decode().encode("cp1252")
    assert "Übermitteln" in looked_at(marketer, data).text


def test_a_file_that_cannot_be_read_is_refused_in_words(marketer: FlaskClient, german: Company) -> None:
    page = looked_at(marketer, b"Part,Words\npage.title,x")
    assert (page.status_code, "<title>Error:" in page.text) == (422, True)
    assert "“Translation” is not among them" in page.text


@pytest.mark.parametrize("rows", ["", "x", "{}", "[1]", '[["a"]]', '[[1, "page.title"]]', "[" * 5000])
def test_what_no_page_carries_on_is_refused(marketer: FlaskClient, german: Company, rows: str) -> None:
    answer = post(marketer, f"{DE}/texts", rev=form(german).draft_rev, rows=rows)
    assert answer.status_code in {400, 303}
    assert draft(german).translations[0].texts[0].text == "Sprechen Sie mit uns"


def test_a_stale_save_shows_both_sides(marketer: FlaskClient, german: Company) -> None:
    rows = json.dumps([[2, "page.button", "", "Los", ""]])
    answer = post(marketer, f"{DE}/texts", rev=1, rows=rows)
    assert (answer.status_code, "page.button" in answer.text) == (409, True)


def test_reps_and_other_languages_have_no_file(browse: Browsers, marketer: FlaskClient, german: Company) -> None:
    assert browse(german.rita).get(f"{DE}/texts.csv").status_code == 404
    assert marketer.get("/forms/1/languages/fr/texts.csv").status_code == 404
    assert marketer.get(f"{DE}/texts.pdf").status_code == 404


def test_words_of_the_library_come_translated(marketer: FlaskClient, german: Company) -> None:
    post(marketer, "/forms/1/languages", rev=form(german).draft_rev, language="fr")
    words = {text.path: text.text for found in draft(german).translations for text in found.texts}
    assert words["field.first_name.label"] == "Prénom"
    assert "page.title" not in {text.path for text in draft(german).translations[1].texts}
