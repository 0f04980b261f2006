"""Consent (P14): a box for each purpose, recorded with its very words, taken back by the person or by a colleague."""

from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select

from portal.mail.links import consent_token
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.consent import ConsentRecord
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.ops.event import Event
from portal.models.team.user import User
from portal.rules.forms.translation import with_words
from portal.services.intake import receiving, sweeping
from portal.web.shared.clock import utcnow
from tests.support.browsing import let_in, post, sign_in
from tests.support.company import DEMO, Company
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_steps import ADDRESS, PROJECT, YOU

WORDS = "Email me product updates."
GERMAN = "Schicken Sie mir Neuigkeiten über Ihre Produkte."


@pytest.fixture
def house(visitor: Visitor, publish: Publish) -> Company:
    return publish(DEMO)


def send(app: Flask, **changes: str) -> None:
    somebody = Visitor(app.test_client())
    answers = {**YOU, **PROJECT, **changes}
    assert somebody.post(ADDRESS, answers, Visitor(app.test_client()).open(ADDRESS)).status == 303


def records(app: Flask) -> list[ConsentRecord]:
    with app.app_context():
        return list(db.session.scalars(select(ConsentRecord).order_by(ConsentRecord.id)))


def link(app: Flask) -> str:
    with app.app_context():
        person = db.session.scalars(select(Person.id)).one()
    return f"/consent/{consent_token(person, app.config['SECRET_KEY'])}"


def test_ticked_box_is_recorded_with_its_very_words(house: Company, app: Flask) -> None:
    send(app, news="yes")
    (record,) = records(app)
    assert (record.purpose, record.text, record.withdrawn_at) == ("news", WORDS, None)
    assert record.text_hash == sha256(WORDS.encode()).hexdigest()
    assert record.form_version_id == 1
    assert record.given_at is not None


@pytest.mark.one_database
@pytest.mark.parametrize("swept", [False, True], ids=["at once", "by the sweep"])
def test_what_is_recorded_is_what_was_shown_in_their_language(
    app: Flask, visitor: Visitor, publish: Publish, monkeypatch: pytest.MonkeyPatch, swept: bool
) -> None:
    publish(with_words(DEMO, "de", {"field.news.label": GERMAN}))
    page = visitor.open(f"{ADDRESS}?lang=de")
    if swept:
        monkeypatch.setattr(receiving, "place", lambda *_args, **_named: 1 / 0)
    answer = visitor.post(f"{ADDRESS}?lang=de", {**YOU, **PROJECT, "news": "yes"}, page)
    assert answer.status == 303, answer.html
    if swept:
        assert records(app) == []
        monkeypatch.undo()
        with app.app_context():
            begin_write()
            assert sweeping.sweep_unjudged(utcnow(), 5) == 1
            db.session.commit()
    (record,) = records(app)
    assert (record.text, record.text_hash) == (GERMAN, sha256(GERMAN.encode()).hexdigest())


@pytest.mark.one_database
def test_words_that_nobody_translated_are_recorded_as_they_were_shown(
    app: Flask, visitor: Visitor, publish: Publish
) -> None:
    publish(with_words(DEMO, "de", {"page.title": "Sehen Sie es"}))
    page = visitor.open(f"{ADDRESS}?lang=de")
    assert visitor.post(f"{ADDRESS}?lang=de", {**YOU, **PROJECT, "news": "yes"}, page).status == 303
    assert [record.text for record in records(app)] == [WORDS]


@pytest.mark.one_database
def test_box_that_was_not_ticked_leaves_no_record(house: Company, app: Flask) -> None:
    send(app)
    assert records(app) == []


def test_person_takes_it_back_by_their_link(visitor: Visitor, house: Company, app: Flask) -> None:
    send(app, news="yes")
    page = visitor.open(link(app))
    assert (page.status, WORDS in page.html, YOU["work_email"] in page.html) == (200, True, False)
    assert records(app)[0].withdrawn_at is None
    assert visitor.client.post(link(app), data={"consent": "1"}).status_code == 303
    (record,) = records(app)
    assert (record.withdrawn_at is not None, record.withdrawn_by_id, record.text) == (True, None, WORDS)
    assert WORDS not in visitor.open(link(app)).html
    with app.app_context():
        assert db.session.scalars(select(Event.kind).where(Event.kind == "consent.withdrawn")).all()


@pytest.mark.one_database
def test_a_mail_program_takes_all_of_it_back_with_one_click(visitor: Visitor, house: Company, app: Flask) -> None:
    send(app, news="yes")
    assert visitor.client.post(link(app), data={"List-Unsubscribe": "no"}).status_code == 303
    assert records(app)[0].withdrawn_at is None
    assert visitor.client.post(link(app), data={"List-Unsubscribe": "One-Click"}).status_code == 303
    assert records(app)[0].withdrawn_at is not None


@pytest.mark.one_database
def test_link_opens_nobody_elses_consent(visitor: Visitor, house: Company, app: Flask) -> None:
    send(app, news="yes")
    assert visitor.open(link(app)[:-1]).status == 404
    assert visitor.client.post("/consent/1", data={"consent": "1"}).status_code == 404
    with app.app_context():
        other = f"/consent/{consent_token(2, app.config['SECRET_KEY'])}"
    visitor.client.post(other, data={"consent": "1"})
    assert records(app)[0].withdrawn_at is None


@pytest.mark.one_database
def test_consent_given_anew_stands_again(visitor: Visitor, house: Company, app: Flask) -> None:
    send(app, news="yes")
    visitor.client.post(link(app), data={"consent": "1"})
    send(app, news="yes", job_title="Chief")
    assert [one.withdrawn_at is None for one in records(app)] == [False, True]
    assert WORDS in visitor.open(link(app)).html


@pytest.mark.one_database
def test_colleague_notes_a_withdrawal_on_the_lead(house: Company, app: Flask) -> None:
    send(app, news="yes")
    with app.app_context():
        lead = db.session.scalars(select(Lead)).one().id
        mary, rob = (db.session.get_one(User, user.id) for user in (house.mary, house.rob))
        let_in(mary, rob)
        client, stranger = app.test_client(), app.test_client()
        email = mary.email
        sign_in(client, mary)
        db.session.remove()
    shown = client.get(f"/leads/{lead}").text
    assert "Agreed" in shown
    assert link(app) in shown
    act = f"/leads/{lead}/consents/1/withdrawal"
    assert post(stranger, act).status_code == 303
    assert records(app)[0].withdrawn_at is None
    assert post(client, act).status_code == 303
    (record,) = records(app)
    assert (record.withdrawn_by_id, bool(email)) == (house.mary.id, True)
    assert "Withdrawn" in client.get(f"/leads/{lead}").text
    assert post(client, act).status_code == 409
    assert post(client, f"/leads/{lead}/consents/99/withdrawal").status_code == 404
