"""What no browser would send: never a 500, never an echo that is not escaped, nothing stored that was not asked."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from tests.support.company import COMPLETE, CONTACT, DEMO, Company
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

ADDRESS = "/f/contact-sales"
NASTY = (
    "\x00",
    "a\x00b",
    "\U0001f600" * 300,
    "\u202egnp.exe",
    "'; DROP TABLE lead; --",
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "x" * 20_000,
    "9" * 5_000,
    "1e999999",
    "-0",
    "NaN",
    "\r\nBcc: everybody@example.com",
    "%00%0a",
    "\uffff\ufdd0",
)
OURS = ("owner_id", "accountable_id", "stage", "status", "score", "lead_id", "person_id", "submission_id", "partial")


@pytest.mark.parametrize("value", NASTY, ids=range(len(NASTY)))
def test_any_text_in_every_question_is_answered_in_order(visitor: Visitor, house: Company, value: str) -> None:
    """On both databases: PostgreSQL refuses what SQLite keeps."""
    for key in COMPLETE:
        page = visitor.open(ADDRESS)
        answer = visitor.post(ADDRESS, {**COMPLETE, key: value}, page)
        assert answer.status in (303, 422), (key, answer.status)
        assert value not in answer.html or "<" not in value


@pytest.mark.one_database
@pytest.mark.parametrize("key", [*COMPLETE, "form_token", "_go", "_step", "_shown", "_homepage", "utm_source"])
def test_several_values_under_one_name_are_answered_in_order(visitor: Visitor, house: Company, key: str) -> None:
    page = visitor.open(ADDRESS)
    answer = visitor.post(ADDRESS, {**COMPLETE, key: ["one", "two", "three"]}, page)
    assert answer.status in (303, 422)


@pytest.mark.one_database
@pytest.mark.parametrize("name", OURS)
def test_client_sets_nothing_of_ours(visitor: Visitor, house: Company, app: Flask, name: str) -> None:
    """Invariant 10, trap 1: such names are not asked, so the post is refused as a whole."""
    answer = visitor.post(ADDRESS, {**COMPLETE, name: "1"}, visitor.open(ADDRESS))
    assert answer.status == 422
    with app.app_context():
        assert db.session.scalars(select(Lead)).all() == []


@pytest.mark.one_database
@pytest.mark.parametrize("name", [f"_{name}" for name in OURS])
def test_names_that_only_look_like_the_page_s_own_are_refused(
    visitor: Visitor, house: Company, app: Flask, name: str
) -> None:
    """P3: the page's own are known one by one."""
    assert visitor.post(ADDRESS, {**COMPLETE, name: "999"}, visitor.open(ADDRESS)).status == 422
    with app.app_context():
        assert db.session.scalars(select(Submission)).all() == []


@pytest.mark.one_database
def test_every_hidden_question_that_is_posted_is_dropped(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """P3, trap 3."""
    publish(DEMO)
    hidden = [item.key for item in DEMO.fields() if item.show_if is not None]
    answers = {key: value for key, value in COMPLETE.items() if DEMO.find(key)}
    posted = {**answers, **dict.fromkeys(hidden, "smuggled in")}
    assert visitor.post("/f/our-form", posted | {"form_token": visitor.open("/f/our-form").token}).status == 303
    with app.app_context():
        rows = db.session.scalars(select(AnswerRow).where(AnswerRow.key.in_(hidden))).all()
        assert [(row.state, row.text) for row in rows] == [("not_shown", None)] * len(hidden)
        assert "smuggled in" not in db.session.scalars(select(Submission.raw)).one()


@pytest.mark.one_database
def test_option_that_is_not_offered_is_refused(visitor: Visitor, house: Company) -> None:
    """Trap 4: what is posted and stored is the id; a label is no answer."""
    for value in ("See whether it fits us", "evaluation,pricing", "Evaluation "):
        answer = visitor.post(ADDRESS, {**COMPLETE, "interest": value}, visitor.open(ADDRESS))
        assert answer.status == 422, value


@pytest.mark.one_database
def test_bodies_that_are_no_form_are_refused(client: FlaskClient, house: Company) -> None:
    for kind, body in (
        ("application/json", b'{"work_email": "a@b.example"}'),
        ("text/plain", b"work_email=a"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"%ff%fe=%80&&&=&"),
        ("application/x-www-form-urlencoded", b"=".join([b"a"] * 2_000)),
        ("", b"\x00\x01"),
    ):
        assert client.post(ADDRESS, data=body, content_type=kind).status_code in (413, 422)


@pytest.mark.one_database
def test_file_where_none_was_asked_is_refused(visitor: Visitor, house: Company) -> None:
    with open(__file__, "rb") as file:  # noqa: PTH123  as a browser reads it
        answer = visitor.post(ADDRESS, {**COMPLETE, "cv": (file, "cv.py")}, visitor.open(ADDRESS))
    assert answer.status == 422


@pytest.mark.one_database
def test_words_of_the_form_are_never_markup(visitor: Visitor, publish: Publish) -> None:
    nasty = type(CONTACT.page)(
        title="<script>x</script>", intro="{{ 1 }}<q>", points=("<i>",), thanks_title="<u>", thanks_text='"&<'
    )
    publish(type(CONTACT)(page=nasty, steps=CONTACT.steps))
    for address in ("/f/our-form", "/f/our-form/embed", "/f/our-form/thanks/AAAAA-BBBBB"):
        html = visitor.open(address).html
        assert [part for part in ("<script>x", "<q>", "<i>", "<u>") if part in html] == []
