""" "Other", with room for one's own words: on the page, in the store, in files, in the portal and in webhooks."""

import csv
import io
import json

import pytest
from flask import Flask
from sqlalchemy import select

from portal.mail.hooks.body import body_of
from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.reports.submissions import documents, lines
from portal.rules.questions.key import Display, Option, Settings, TypeName
from tests.support.company import COMPLETE
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_field_types import ADDRESS, answers, own, with_fields

pytestmark = pytest.mark.one_database
OPTIONS = (Option("fair", "At a fair"), Option("other", "Other", own_words=True))
LABEL = "Where did you hear of us?"
WHERE = own("q_where", TypeName.CHOICE, LABEL, options=OPTIONS)
SEVERAL = own("q_where", TypeName.CHOICES, LABEL, options=OPTIONS)
SAID = {**COMPLETE, "q_where": "other", "q_where.own": "A <b>friend</b>"}


@pytest.mark.parametrize("field", [WHERE, SEVERAL], ids=["one", "several"])
def test_the_words_are_asked_beside_the_option_and_kept_over_an_error(
    visitor: Visitor, publish: Publish, field: object
) -> None:
    publish(with_fields(field))  # type: ignore[arg-type]  # both are fields
    page = visitor.open(ADDRESS)
    assert page.html.count(" data-own") == 1
    assert '<label class="field__label" for="f-q_where-own">Please say what you mean by “Other”</label>' in page.html
    again = visitor.post(ADDRESS, {**SAID, "work_email": "none"}, page)
    assert 'value="A &lt;b&gt;friend&lt;/b&gt;"' in again.html


@pytest.mark.parametrize("display", [Display.CARDS, Display.LIST])
def test_without_words_the_error_leads_to_the_line_for_them(
    visitor: Visitor, publish: Publish, display: Display
) -> None:
    asked = own("q_where", TypeName.CHOICE, LABEL, options=OPTIONS, settings=Settings(display=display))
    publish(with_fields(asked))
    again = visitor.post(ADDRESS, {**SAID, "q_where.own": " "}, visitor.open(ADDRESS))
    assert (again.status, "#f-q_where-own" in again.html) == (422, True)
    assert 'aria-describedby="f-q_where-own-error" aria-invalid="true"' in again.html
    assert ("#f-q_where-own", "Say what you mean by “Other” in “Where did you hear of us?”") in again.links


def test_it_is_stored_by_id_with_the_words_and_told_everywhere(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(with_fields(SEVERAL))
    assert visitor.post(ADDRESS, {**SAID, "q_where": ["fair", "other"]}, visitor.open(ADDRESS)).status == 303
    row = answers(app)["q_where"]
    assert (row.choices, row.own_words) == (["fair", "other"], "A <b>friend</b>")
    with app.app_context():
        [head, told] = list(lines(1))
        at = head.index("q_where")
        assert (head[at + 1], told[at], told[at + 1]) == ("q_where.own", "fair;other", "A <b>friend</b>")
        [document] = list(documents(1))
        expected = {"state": "answered", "value": ["fair", "other"], "own": "A <b>friend</b>"}
        assert document["answers"]["q_where"] == expected  # type: ignore[index, call-overload]  # JSON
        event = db.session.scalars(select(Event).where(Event.kind == "lead.created")).one()
        assert json.loads(body_of(event, ""))["data"]["submission"]["answers"]["q_where"] == expected


def test_words_of_another_choice_are_stored_nowhere(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(with_fields(WHERE))
    assert visitor.post(ADDRESS, {**SAID, "q_where": "fair"}, visitor.open(ADDRESS)).status == 303
    assert answers(app)["q_where"].own_words == ""
    with app.app_context():
        assert "friend" not in db.session.scalars(select(Submission.raw)).one()


def test_programs_are_told_and_heard(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(with_fields(WHERE))
    schema = visitor.client.get("/api/v1/forms/our-form").get_json()
    [asked] = [field for step in schema["steps"] for field in step["fields"] if field["key"] == "q_where"]
    assert [option["own_words"] for option in asked["options"]] == [False, True]
    sending = "/api/v1/forms/our-form/submissions"
    refused = visitor.client.post(sending, json={"answers": {**SAID, "q_where.own": None}})
    said = f"Say what you mean by “Other” in “{LABEL}”"
    assert refused.get_json()["errors"] == [{"key": "q_where.own", "message": said}]
    assert visitor.client.post(sending, json={"answers": SAID}).status_code == 201
    assert answers(app)["q_where"].own_words == "A <b>friend</b>"


def test_a_purged_answer_has_no_words(app: Flask) -> None:
    row = AnswerRow(key="q_where", text=None, choices=None, long_text=None)
    assert row.own_words == ""


def test_a_file_of_a_form_without_such_an_option_has_no_column_for_words(
    visitor: Visitor, publish: Publish, app: Flask
) -> None:
    publish(with_fields())
    with app.app_context():
        out = io.StringIO()
        csv.writer(out).writerows(lines(1))
    assert ".own" not in out.getvalue()
