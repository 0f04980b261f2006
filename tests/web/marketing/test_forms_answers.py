"""What was sent to a form, as a file: one column per key whatever version asked (P20)."""

import csv
import io
import zipfile
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.engine import begin_write
from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.key import KeyKind, TypeName
from portal.services.forms import drafting, publishing
from tests.support.answering import answer, enquiry
from tests.support.company import NOW, Company
from tests.web.marketing.conftest import Browsers

HOSTILE = '=HYPERLINK("https://evil.example")'


def with_question(definition: Definition) -> Definition:
    """The form once more, with a question of its own."""
    (step,) = definition.steps
    more = Field("q_team", TypeName.TEXT, KeyKind.QUESTION, "Which team?")
    return replace(definition, steps=(replace(step, fields=(*step.fields, more)),))


@pytest.fixture
def sent(house: Company, session: scoped_session[Session]) -> Company:
    """Two submissions of one version, one of the next, and spam."""
    enquiry(house, {"message": HOSTILE, "phone": "+1 415 555 2671"})
    enquiry(house, {"work_email": "two@firm.example", "employees": "", "employees.unknown": "1"})
    begin_write()
    drafting.edit(house.form, with_question, rev=house.form.draft_rev, by=house.mary, now=NOW)
    publishing.publish(house.form, rev=house.form.draft_rev, by=house.mary, now=NOW)
    session.commit()
    enquiry(house, {"work_email": "three@firm.example", "q_team": "Data"})
    answer(house, {"work_email": "spam@evil.example", "q_team": ""}, suspect="decoy")
    return house


def whole(client: FlaskClient, path: str) -> bytes:
    """The file, closed as a server closes it."""
    with client.get(path) as answer:
        return answer.data


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_versions_share_their_columns_and_nothings_stay_apart(sent: Company, browse: Browsers) -> None:
    first, second, third = table(browse(sent.mary).get("/forms/1/answers.csv").text)
    assert (first["q_team"], third["q_team"]) == ("", "Data")
    assert (first["version"], third["version"]) == ("1", "2")
    assert (first["employees"], second["employees"]) == ("250", "(does not know yet)")
    assert (first["level"], second["level"], first["interest"]) == ("sql", "mql", "evaluation")
    assert first["message"] == f"'{HOSTILE}", "no spreadsheet runs it"
    assert first["phone"] == "+14155552671"


def test_the_workbook_and_the_list_hold_the_same(sent: Company, browse: Browsers) -> None:
    mary = browse(sent.mary)
    listed = mary.get("/forms/1/answers.json").get_json(force=True)
    assert [item["answers"]["employees"] for item in listed] == [
        {"state": "answered", "value": 250},
        {"state": "unknown", "value": None},
        {"state": "answered", "value": 250},
    ]
    book = zipfile.ZipFile(io.BytesIO(whole(mary, "/forms/1/answers.xlsx")))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet, "no cell is a formula"
    assert sheet.count("<row ") == 4
    assert "<v>250</v>" in sheet


@pytest.mark.one_database
def test_who_sees_the_leads_takes_them_away(sent: Company, browse: Browsers) -> None:
    assert browse(sent.rita).get("/forms/1/answers.csv").status_code == 404
    assert browse(sent.sam).get("/forms/1/answers.csv").status_code == 200
    assert browse(sent.mary).get("/forms/1/answers.pdf").status_code == 404
    assert browse(sent.mary).get("/forms/99/answers.csv").status_code == 404
    assert "/forms/1/answers.xlsx" in browse(sent.mary).get("/forms/1").text


@pytest.mark.one_database
def test_a_form_that_nobody_answered_is_an_empty_file(house: Company, browse: Browsers) -> None:
    mary = browse(house.mary)
    assert table(mary.get("/forms/1/answers.csv").text) == []
    assert mary.get("/forms/1/answers.json").get_json(force=True) == []
    assert whole(mary, "/forms/1/answers.xlsx").startswith(b"PK")
