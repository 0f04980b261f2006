"""How long answers are kept: said in the builder, read by visitors, done by the command, and told afterwards."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.upload import Upload
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.key import KeyKind, Settings, TypeName
from portal.services.files import holdings, store
from portal.services.forms import drafting
from portal.services.intake import purging, uploads
from portal.web.shared.clock import utcnow
from tests.cli.conftest import run
from tests.support.answering import answer
from tests.support.browsing import post
from tests.support.building import Builder
from tests.support.company import COMPLETE, CONTACT, NOW, Company, company
from tests.support.files import pdf
from tests.support.visitor import Visitor
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database
PAPERS = Field("papers", TypeName.FILE, KeyKind.QUESTION, "Your papers", settings=Settings(max_megabytes=1))
FORTY_DAYS_AGO = (utcnow() - timedelta(days=40) - NOW).total_seconds() / 60


def keeping(days: int | None) -> Definition:
    (step,) = CONTACT.steps
    return replace(CONTACT, steps=(Step("all", "All", (*step.fields, PAPERS)),), behaviour=Behaviour(keep_days=days))


@pytest.fixture
def place(session: scoped_session[Session]) -> Company:
    made = company(keeping(30))
    session.commit()
    return made


def test_a_form_says_how_long_it_keeps_answers(browse: Browsers, house: Company) -> None:
    client, path = browse(house.mary), f"/forms/{house.form.id}/behaviour"
    answer(house, minutes=FORTY_DAYS_AGO)
    rev, form = house.form.draft_rev, house.form
    settle()
    chosen = {"resume_days": "7", "partial_minutes": "30", "free_mail": "accept", "disposable": "accept"}
    assert "already" not in client.get(path).text
    for wrong in ("0", "4000", "soon"):
        refused = post(client, path, rev=rev, keep_days=wrong, **chosen)
        assert (refused.status_code, f'value="{wrong}"' in refused.text) == (422, True)
    for typed, kept in (("30", 30), ("", None), ("30", 30)):
        db.session.rollback()
        db.session.refresh(form)
        assert post(client, path, rev=form.draft_rev, keep_days=typed, **chosen).status_code == 303
        db.session.rollback()
        db.session.refresh(form)
        assert drafting.current(form).behaviour.keep_days == kept
    warned = "Soon after you publish, all answers and files of one submission older than 30 days are deleted."
    assert warned in client.get(path).text
    publish = client.get(f"/forms/{form.id}/publish").text
    assert warned in publish
    assert "Days after which answers are deleted" in publish


def test_a_question_says_a_shorter_time(builder: Builder) -> None:
    shown = builder.page("/fields/phone")
    assert "kept as long as the form keeps all: for good." in shown
    assert builder.post("/fields/phone", label="Phone", keep_days="90").status_code == 303
    assert builder.field("phone").keep_days == 90
    for wrong in ("0", "1.5", "soon", "4000"):
        refused = builder.post("/fields/phone", label="Phone", keep_days=wrong)
        assert (refused.status_code, "Enter a whole number of days from 1 to 3,650" in refused.text) == (422, True)
    builder.publish()
    assert "Soon after you publish" not in builder.client.get("/forms/1/publish").text
    assert builder.field("phone").keep_days == 90
    assert builder.post("/fields/phone", label="Phone", keep_days="").status_code == 303
    assert builder.field("phone").keep_days is None


def test_publishing_tells_which_questions_lose_answers(builder: Builder, house: Company) -> None:
    for number in range(2):
        answer(house, {"work_email": f"p{number}@b.example"}, minutes=FORTY_DAYS_AGO)
    builder.post("/fields/phone", label="Phone", keep_days="30")
    builder.post("/fields/company", label="Company", keep_days="30")
    words = "Soon after you publish, answers to “Phone” and “Company” in 2 submissions older than 30 days are deleted."
    assert words in builder.client.get("/forms/1/publish").text


def test_visitors_read_how_long(app: Flask, place: Company) -> None:
    page = app.test_client().get("/f/contact-sales").text
    assert "Your answers go only to Halden Robotics. We delete your answers after 30 days." in page


def send(app: Flask) -> Upload:
    visitor = Visitor(app.test_client())
    papers = (io.BytesIO(pdf()), "Priya Raman.pdf")
    sent = visitor.post("/f/contact-sales", {**COMPLETE, "papers": papers}, visitor.open("/f/contact-sales"))
    assert sent.status == 303
    return db.session.scalars(select(Upload)).one()


def folder(app: Flask) -> Path:
    found: Path = app.config["BATON"].UPLOAD_DIR
    return found


def test_a_file_is_nobodys_at_once_and_its_bytes_go_after(app: Flask, place: Company, browse: Browsers) -> None:
    file, then = send(app), utcnow() + timedelta(days=31)
    settle()
    begin_write()
    assert purging.purge(then, 10) == 1
    db.session.commit()
    assert (file.file_name, file.sha256, store.is_there(folder(app), file.token)) == ("file.pdf", "", True)
    lead = browse(place.sam).get("/leads/1")
    assert (lead.status_code, "deleted when its time was over" in lead.text) == (200, True)
    assert "Priya" not in lead.text
    assert browse(place.sam).get(f"/leads/1/files/{file.id}").status_code == 404
    store.delete(folder(app), file.token)  # and there the worker was killed, before its commit
    begin_write()
    assert [uploads.purge_unclaimed(then, folder(app), 10) for _ in range(2)] == [1, 0]
    db.session.commit()
    assert (file.expires_at, file.purged_at) == (None, then)
    assert (holdings.lost(folder(app)), holdings.left_over(folder(app))) == (0, 0)


def test_check_finds_a_file_that_is_still_there(app: Flask, place: Company) -> None:
    file = send(app)
    file.purged_at, file.expires_at = utcnow(), None
    settle()
    found = run(app, "check")
    assert (found.exit_code, "files: 1 whose time was over still lie in UPLOAD_DIR" in found.stdout) == (1, True)


def test_the_command_counts_first_and_deletes_once(app: Flask, place: Company) -> None:
    answer(place, minutes=FORTY_DAYS_AGO)
    answer(place, {"work_email": "other@b.example"})
    counted = run(app, "purge", "--dry-run").stdout
    assert "1  submissions to “Contact sales” have answers whose time is over" in counted
    assert counted.endswith("Nothing was deleted.\n")
    assert run(app, "purge").stdout.endswith("Worked off: 1 submissions, 0 files.\n")
    assert run(app, "purge").stdout.endswith("Worked off: 0 submissions, 0 files.\n")
    assert (run(app, "ledger").exit_code, "verdicts:" in run(app, "check").stdout) == (0, False)


def test_the_lead_s_page_and_the_history_tell_what_happened(app: Flask, place: Company, browse: Browsers) -> None:
    answer(place, minutes=FORTY_DAYS_AGO)
    run(app, "purge")
    client: FlaskClient = browse(place.sam)
    page = client.get("/leads/1").text
    for words in ("Name deleted", "removed", "Answers deleted: their time was over"):
        assert words in page, words
    for words in (COMPLETE["last_name"], "linkedin.com", "Make a link", "mailto:"):
        assert words not in page, words
    assert client.get("/leads").status_code == client.get("/inbox").status_code == 200
