"""Forms that are begun and not sent (P9): kept only where the form says so, for marketing, and never a lead."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.abandoned import AbandonedItem, AbandonedState
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.progress import Progress
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.message import Message
from portal.reports.ledger import ledger
from portal.rules.forms.behaviour import PARTIAL_NOTE, Behaviour
from portal.services.intake import abandoning
from portal.web.shared.clock import utcnow
from tests.support.company import DEMO
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_steps import ADDRESS, PROJECT, YOU

KEEPS = replace(DEMO, behaviour=Behaviour(partial=True))
NEXT = {"_go": "next"}


@pytest.fixture
def second(visitor: Visitor, publish: Publish) -> Page:
    publish(KEEPS)
    return visitor.turn(ADDRESS, {**YOU, **NEXT}, visitor.open(ADDRESS))


def wait(app: Flask, minutes: int = 31) -> int:
    """What the worker does after so many minutes."""
    with app.app_context():
        done = abandoning.leave(utcnow() + timedelta(minutes=minutes), 20)
        db.session.commit()
        return done


def states(app: Flask) -> list[AbandonedState]:
    with app.app_context():
        return list(db.session.scalars(select(AbandonedItem.state)))


def test_silence_makes_an_abandoned_item_and_nothing_else(visitor: Visitor, second: Page, app: Flask) -> None:
    assert wait(app) == 1
    with app.app_context():
        item, post = db.session.scalars(select(AbandonedItem)).one(), db.session.scalars(select(Submission)).one()
        assert (item.email, item.submission_id) == (YOU["work_email"], post.id)
        assert (post.disposition, post.lead_id) == (Disposition.PARTIAL, None)
        assert db.session.scalars(select(AnswerRow.text).where(AnswerRow.key == "first_name")).one() == "Priya"
        for table in (Lead, Person):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0
        assert db.session.scalars(select(Message).where(Message.kind.not_like("agreement-%"))).all() == []
        counted = ledger()
        assert (counted.difference, counted.submissions.parts["partial"]) == (0, 1)
    assert wait(app) == 0


@pytest.mark.one_database
def test_nobody_is_kept_before_their_time(visitor: Visitor, second: Page, app: Flask) -> None:
    assert wait(app, minutes=29) == 0


@pytest.mark.one_database
def test_page_with_the_address_says_what_is_kept(visitor: Visitor, second: Page) -> None:
    assert PARTIAL_NOTE in visitor.open(ADDRESS).html
    assert PARTIAL_NOTE not in second.html


@pytest.mark.one_database
def test_form_that_does_not_say_so_keeps_nobody(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(DEMO)
    page = visitor.open(ADDRESS)
    visitor.turn(ADDRESS, {**YOU, **NEXT}, page)
    assert (PARTIAL_NOTE in page.html, wait(app), states(app)) == (False, 0, [])


@pytest.mark.one_database
def test_blocked_cookies_change_nothing(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(KEEPS)
    blocked = Visitor(app.test_client(use_cookies=False))
    blocked.turn(ADDRESS, {**YOU, **NEXT}, blocked.open(ADDRESS))
    assert (wait(app), states(app)) == (1, [AbandonedState.OPEN])


@pytest.mark.one_database
def test_machines_are_not_kept(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(KEEPS)
    visitor.turn(ADDRESS, {**YOU, "_homepage": "x", **NEXT}, visitor.open(ADDRESS))
    other = Visitor(app.test_client())
    other.turn(ADDRESS, {**YOU, "first_name": "http://spam.example/", **NEXT}, other.open(ADDRESS))
    wait(app)
    assert states(app) == []


def test_sending_it_after_all_supersedes_the_item(visitor: Visitor, second: Page, app: Flask) -> None:
    wait(app)
    assert visitor.post(ADDRESS, {**PROJECT, **NEXT}, second).status == 303
    assert states(app) == [AbandonedState.SUPERSEDED]
    with app.app_context():
        assert sorted(db.session.scalars(select(Submission.disposition))) == [Disposition.NEW_LEAD, Disposition.PARTIAL]
        assert ledger().difference == 0
    assert wait(app) == 0


@pytest.mark.one_database
def test_sending_in_time_leaves_no_item(visitor: Visitor, second: Page, app: Flask) -> None:
    visitor.post(ADDRESS, {**PROJECT, **NEXT}, second)
    assert (wait(app), states(app)) == (0, [])


@pytest.mark.one_database
def test_leaving_twice_keeps_one_item_with_the_latest_answers(visitor: Visitor, second: Page, app: Flask) -> None:
    wait(app)
    visitor.turn(ADDRESS, {"job_title": "Chief", "_go": "back"}, second)
    wait(app)
    with app.app_context():
        item = db.session.scalars(select(AbandonedItem)).one()
        assert "Chief" in db.session.get_one(Submission, item.submission_id).raw
        assert ledger().difference == 0


@pytest.mark.one_database
def test_post_with_a_partial_flag_changes_nothing(visitor: Visitor, second: Page, app: Flask) -> None:
    """Trap 1."""
    assert visitor.post(ADDRESS, {**PROJECT, **NEXT, "partial": "1"}, second).status == 422
    with app.app_context():
        assert db.session.scalars(select(Progress.finished_at)).one() is None
