"""The ladder against machines (P13): every rung ends in the spam box, with the thank-you that everybody gets."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.message import Message
from portal.models.team.user import User
from portal.reports.ledger import ledger
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.suspicion import solves
from portal.services.intake import spam, sweeping
from portal.web.public import taking
from portal.web.shared.clock import utcnow
from tests.support.company import COMPLETE, CONTACT, Company
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
ADDRESS = "/f/contact-sales"
RUNGS = {
    "decoy": {"_homepage": "https://spam.example"},
    "name": {"first_name": "<a href=x>"},
    "links": {"message": "https://a.example " * 4},
}
Sent = Callable[..., str]


@pytest.fixture
def send(visitor: Visitor) -> Sent:
    """Posts the complete answers with changes; where the visitor is led to."""

    def sent(address: str = ADDRESS, **changes: str) -> str:
        answer = visitor.post(address, {**COMPLETE, **changes}, visitor.open(address))
        assert answer.status == 303, answer.html
        return answer.response.headers["Location"]

    return sent


def reasons(app: Flask) -> list[str]:
    with app.app_context():
        aside = Submission.disposition == Disposition.QUARANTINED
        return list(db.session.scalars(select(Submission.why).where(aside)))


def nothing_followed(app: Flask) -> bool:
    with app.app_context():
        made = sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Lead, Person))
        told = db.session.scalars(select(Message).where(Message.kind.not_like("agreement-%"))).all()
        return (made, list(told), ledger().difference) == (0, [], 0)


@pytest.mark.parametrize("rung", RUNGS)
def test_nothing_follows_from_a_suspect(send: Sent, house: Company, app: Flask, rung: str, visitor: Visitor) -> None:
    """Trap 9, and trap 7: the answer is the same."""
    thanks = visitor.open(send(**RUNGS[rung]))
    assert (thanks.status, thanks.h1) == (200, ["Thank you"])
    assert len(reasons(app)) == 1
    assert nothing_followed(app)


def test_too_many_posts_from_one_address_are_set_aside(
    send: Sent, house: Company, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.config["BATON"], "RATE_LIMITS", True)
    monkeypatch.setattr(taking, "FROM_ONE_ADDRESS", replace(taking.FROM_ONE_ADDRESS, events=2))
    for number in range(4):
        send(work_email=f"somebody@company{number}.example")
    assert reasons(app) == ["too many posts from one address in a short time"] * 2
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Lead)) == 2


def test_too_many_posts_to_one_form_are_set_aside(
    send: Sent, house: Company, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.config["BATON"], "RATE_LIMITS", True)
    monkeypatch.setattr(taking, "TO_ONE_FORM", replace(taking.TO_ONE_FORM, events=0))
    send()
    assert reasons(app) == ["too many posts to this form in a short time"]
    assert nothing_followed(app)


def test_without_limits_nothing_is_counted(send: Sent, house: Company, app: Flask) -> None:
    assert not app.config["BATON"].RATE_LIMITS
    for number in range(3):
        send(work_email=f"somebody@company{number}.example")
    assert reasons(app) == []


def test_puzzle_helps_those_who_solve_it_and_refuses_nobody(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(replace(CONTACT, behaviour=Behaviour(puzzle=True)))
    link = {**COMPLETE, "message": "See https://kaveri.example"}
    page = visitor.open("/f/our-form")
    assert "js/puzzle.js" in page.html
    proof = next(str(number) for number in range(2**20) if solves(page.token, str(number)))
    assert visitor.post("/f/our-form", {**link, "_proof": proof}, page).status == 303
    assert reasons(app) == []
    for proof in ("", "1", "x" * 50):
        assert visitor.post("/f/our-form", {**link, "_proof": proof}, visitor.open("/f/our-form")).status == 303
    assert reasons(app) == ["a link, and the puzzle for browsers was not solved"] * 3
    assert visitor.post("/f/our-form", COMPLETE, visitor.open("/f/our-form")).status == 303
    assert len(reasons(app)) == 3


def test_restored_spam_makes_its_lead_once(send: Sent, house: Company, app: Flask) -> None:
    send(_homepage="x")
    with app.app_context():
        post, mary = db.session.scalars(select(Submission)).one(), db.session.get_one(User, house.mary.id)
        sweeping.restore(post, mary, utcnow())
        db.session.commit()
        assert (post.disposition, db.session.scalar(select(func.count()).select_from(Lead))) == ("new_lead", 1)
        with pytest.raises(sweeping.NotQuarantined):
            sweeping.restore(post, mary, utcnow())


def test_words_of_old_spam_are_deleted_and_cannot_be_restored(send: Sent, house: Company, app: Flask) -> None:
    send(_homepage="x")
    with app.app_context():
        assert spam.purge(utcnow() + timedelta(days=89), 10) == 0
        assert spam.purge(utcnow() + timedelta(days=91), 10) == 1
        db.session.commit()
        post = db.session.scalars(select(Submission)).one()
        assert (json.loads(post.raw), json.loads(post.source)) == ({}, {})
        assert {row.state for row in db.session.scalars(select(AnswerRow))} == {"purged"}
        with pytest.raises(sweeping.NotQuarantined):
            sweeping.restore(post, db.session.get_one(User, house.mary.id), utcnow())
        assert ledger().difference == 0
        assert spam.purge(utcnow() + timedelta(days=91), 10) == 0
