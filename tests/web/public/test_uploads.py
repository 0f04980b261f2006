"""Files that prospects send: taken by content, kept through errors and steps, claimed, never served."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.intake.upload import Upload
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.key import FileKind, KeyKind, Settings, TypeName
from portal.services.files import store
from portal.services.intake import uploads
from portal.web.shared.clock import utcnow
from tests.support.browsing import let_in, sign_in
from tests.support.company import COMPLETE, CONTACT, Company
from tests.support.files import HOSTILE, HTML, docx, jpeg, pdf, png
from tests.support.visitor import Page, Visitor, page_in
from tests.web.public.conftest import Publish

PAPERS = Field(
    "papers", TypeName.FILE, KeyKind.QUESTION, "Your papers", settings=Settings(max_files=2, max_megabytes=1)
)


def with_files(field: Field = PAPERS) -> Definition:
    (step,) = CONTACT.steps
    return replace(CONTACT, steps=(replace(step, fields=(*step.fields, field)),))


def in_steps() -> Definition:
    (step,) = CONTACT.steps
    return replace(CONTACT, steps=(Step("files", "Your papers", (PAPERS,)), replace(step, title="About you")))


def file(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


@pytest.fixture
def page(publish: Publish, visitor: Visitor) -> Page:
    publish(with_files())
    return visitor.open("/f/our-form")


def rows(app: Flask) -> list[Upload]:
    with app.app_context():
        return list(db.session.scalars(select(Upload).order_by(Upload.id)))


def folder(app: Flask) -> Path:
    found: Path = app.config["BATON"].UPLOAD_DIR
    return found


def test_a_file_is_stored_apart_and_named_by_a_token(app: Flask, visitor: Visitor, page: Page) -> None:
    assert 'enctype="multipart/form-data"' in page.html
    sent = visitor.post(
        "/f/our-form", {**COMPLETE, "papers": [file(pdf(), "../../Offer.pdf"), file(png(), "a.png")]}, page
    )
    assert sent.status == 303
    offer, picture = rows(app)
    assert (offer.file_name, offer.media_type, offer.expires_at) == ("Offer.pdf", "application/pdf", None)
    assert store.fetch(folder(app), offer.token) == pdf()
    with app.app_context():
        submission = db.session.scalars(select(Submission)).one()
        answer = db.session.scalars(select(AnswerRow).where(AnswerRow.key == "papers")).one()
        assert [offer.submission_id, picture.submission_id] == [submission.id] * 2
        assert offer.token in str(answer.choices)
        assert "%PDF" not in submission.raw


@pytest.mark.one_database
@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("name", ["cv.png", "cv.pdf", "cv.txt"])
def test_hostile_files_are_refused_in_words_and_nothing_is_stored(
    app: Flask, visitor: Visitor, page: Page, what: str, name: str
) -> None:
    answer = visitor.post("/f/our-form", {**COMPLETE, "papers": file(HOSTILE[what], name)}, page)
    assert answer.status == 422
    assert answer.title.startswith("Error:")
    assert "#f-papers" in [href for href, _ in answer.links]
    assert rows(app) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("data", "name", "settings"),
    [
        (jpeg(), "photo.pdf", Settings()),
        (png(), "photo.png", Settings(accept=(FileKind.PDF,))),
        (docx(), "cv.docx", Settings(accept=(FileKind.PDF, FileKind.IMAGES))),
        (png() + bytes(1024 * 1024), "photo.png", Settings(max_megabytes=1)),
        (b"x" * (1024 * 1024 + 1), "long.txt", Settings(max_megabytes=1)),
    ],
    ids=["name", "picture", "document", "tail", "size"],
)
def test_what_the_question_does_not_take_is_refused(
    app: Flask, visitor: Visitor, publish: Publish, data: bytes, name: str, settings: Settings
) -> None:
    publish(with_files(replace(PAPERS, settings=settings)))
    page = visitor.open("/f/our-form")
    body, kind = multipart({**dict(page.hidden), **COMPLETE}, data, name)
    answer = visitor.client.post("/f/our-form", data=body, content_type=kind)
    assert answer.status_code == 422
    assert rows(app) == []


def multipart(fields: dict[str, str], data: bytes, name: str) -> tuple[bytes, str]:
    """A post with a file in bytes: the test client would put a large one into a file that it leaves open."""
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    head = f'--cut\r\nContent-Disposition: form-data; name="papers"; filename="{name}"\r\n\r\n'
    return "".join(parts).encode() + head.encode() + data + b"\r\n--cut--\r\n", "multipart/form-data; boundary=cut"


@pytest.mark.one_database
def test_a_film_by_mistake_costs_nothing_that_was_typed(app: Flask, visitor: Visitor, page: Page) -> None:
    body, kind = multipart({**dict(page.hidden), **COMPLETE}, pdf() + bytes(6 * 1024 * 1024), "a.pdf")
    answer = page_in(visitor.client.post("/f/our-form", data=body, content_type=kind))
    assert (answer.status, answer.controls["company"]["value"]) == (422, COMPLETE["company"])
    assert ("#f-papers", "The file for “Your papers” is larger than 1 MB") in answer.links
    assert rows(app) == []


@pytest.mark.one_database
def test_far_too_much_is_refused_before_it_is_read(
    app: Flask, visitor: Visitor, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LEAST_ROOM", 0)
    body, kind = multipart(dict(page.hidden), bytes(6 * 1024 * 1024), "a.pdf")
    answer = visitor.client.post("/f/our-form", data=body, content_type=kind)
    assert (answer.status_code, "start page" in answer.text) == (413, False), "a visitor has no way into the portal"
    assert rows(app) == []


@pytest.mark.one_database
def test_a_form_without_such_a_question_takes_no_file(app: Flask, visitor: Visitor, house: Company) -> None:
    page = visitor.open("/f/contact-sales")
    answer = visitor.post("/f/contact-sales", {**COMPLETE, "papers": file(pdf(), "a.pdf")}, page)
    assert answer.status == 422
    assert rows(app) == []


@pytest.mark.one_database
def test_too_many_files_are_refused_and_the_first_ones_kept(app: Flask, visitor: Visitor, page: Page) -> None:
    three = [file(pdf(str(number)), f"{number}.pdf") for number in range(3)]
    answer = visitor.post("/f/our-form", {**COMPLETE, "papers": three}, page)
    assert answer.status == 422
    assert "Send at most 2 files" in answer.html
    assert len(rows(app)) == 2


@pytest.mark.one_database
def test_files_are_kept_when_something_else_is_wrong_and_can_be_taken_away(
    app: Flask, visitor: Visitor, page: Page
) -> None:
    wrong = visitor.post("/f/our-form", {**COMPLETE, "work_email": "no", "papers": file(pdf(), "Offer.pdf")}, page)
    assert wrong.status == 422
    (row,) = rows(app)
    assert "Offer.pdf" in wrong.html
    assert f'name="papers" value="{row.token}" checked' in wrong.html
    without = visitor.post("/f/our-form", COMPLETE, wrong)
    assert without.status == 303
    assert rows(app)[0].submission_id is None


@pytest.mark.one_database
def test_a_kept_file_goes_with_the_corrected_post(app: Flask, visitor: Visitor, page: Page) -> None:
    wrong = visitor.post("/f/our-form", {**COMPLETE, "work_email": "no", "papers": file(pdf(), "Offer.pdf")}, page)
    (row,) = rows(app)
    assert visitor.post("/f/our-form", {**COMPLETE, "papers": row.token}, wrong).status == 303
    assert rows(app)[0].submission_id is not None


@pytest.mark.one_database
def test_files_go_through_steps(app: Flask, visitor: Visitor, publish: Publish) -> None:
    publish(in_steps())
    first = visitor.open("/f/our-form")
    second = visitor.turn("/f/our-form", {"papers": file(pdf(), "Offer.pdf"), "_go": "next"}, first)
    (row,) = rows(app)
    assert ("papers", row.token) in second.hidden
    assert visitor.post("/f/our-form", {**COMPLETE, "_go": "next"}, second).status == 303
    assert rows(app)[0].submission_id is not None


def test_a_double_click_makes_one_submission_and_one_file(app: Flask, visitor: Visitor, page: Page) -> None:
    places = [
        visitor.post("/f/our-form", {**COMPLETE, "papers": file(pdf(), "Offer.pdf")}, page).response.headers["Location"]
        for _ in range(2)
    ]
    assert places[0] == places[1]
    assert len(rows(app)) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("token", ["0" * 32, "../../../etc/passwd", "x" * 40])
def test_a_token_of_nobodys_is_refused(app: Flask, visitor: Visitor, page: Page, token: str) -> None:
    assert visitor.post("/f/our-form", {**COMPLETE, "papers": token}, page).status == 422


@pytest.mark.one_database
def test_another_visitors_file_cannot_be_taken_again(app: Flask, visitor: Visitor, page: Page) -> None:
    visitor.post("/f/our-form", {**COMPLETE, "papers": file(pdf(), "Offer.pdf")}, page)
    (row,) = rows(app)
    stranger = visitor.open("/f/our-form")
    assert visitor.post("/f/our-form", {**COMPLETE, "papers": row.token}, stranger).status == 422
    api = visitor.client.post(
        "/api/v1/forms/our-form/submissions", json={"answers": {**COMPLETE, "papers": [row.token]}}
    )
    assert api.status_code == 422


def test_files_that_nobody_claims_go_after_a_day(app: Flask, visitor: Visitor, page: Page) -> None:
    visitor.post("/f/our-form", {**COMPLETE, "work_email": "no", "papers": file(pdf(), "Offer.pdf")}, page)
    (row,) = rows(app)
    with app.app_context():
        assert uploads.purge_unclaimed(utcnow(), folder(app), 10) == 0
        assert uploads.purge_unclaimed(utcnow() + timedelta(days=2), folder(app), 10) == 1
        db.session.commit()
    assert rows(app) == []
    assert not store.is_there(folder(app), row.token)


@pytest.mark.one_database
def test_the_file_is_downloaded_by_those_who_see_the_lead_and_nobody_else(
    app: Flask, visitor: Visitor, publish: Publish, client: FlaskClient
) -> None:
    house = publish(with_files())
    page = visitor.open("/f/our-form")
    visitor.post("/f/our-form", {**COMPLETE, "papers": file(HTML[:0] + pdf(), "Offer \u202efdp.exe.pdf")}, page)
    with app.app_context():
        lead = db.session.scalars(select(Lead)).one()
        other = house.rob if lead.owner_id == house.rita.id else house.rita
        lead_id, people = lead.id, [db.session.merge(one) for one in (house.mary, other)]
        let_in(*people)
        for one in people:
            db.session.refresh(one)
        db.session.expunge_all()
    keeper, stranger = app.test_client(), app.test_client()
    sign_in(keeper, people[0])
    sign_in(stranger, people[1])
    address = f"/leads/{lead_id}/files/1"
    assert address in keeper.get(f"/leads/{lead_id}").text
    got = keeper.get(address)
    assert got.data == pdf()
    assert got.headers["Content-Disposition"].startswith("attachment; filename=")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.mimetype == "application/octet-stream"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["Cache-Control"] == "no-store"
    assert keeper.get(f"/leads/{lead_id}/files/2").status_code == 404
    assert client.get(address).status_code == 303
    assert stranger.get(address).status_code == 404
