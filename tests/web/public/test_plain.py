"""Posts of plain HTML forms on other sites: only where the form allows it, doubted more, once for the same answers."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.rules.agreement.verdict import Qualification
from tests.support.company import COMPLETE, CONTACT
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish

ADDRESS = "/f/our-form/plain"
SITE = "https://www.halden.example"
OPEN = replace(CONTACT, plain_post=True, embed_origins=(SITE,))
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def send(visitor: Visitor, changes: Mapping[str, str] | None = None, origin: str = SITE) -> Page:
    page = {"Referer": f"{origin}/contact", "Origin": origin}
    return visitor.post(ADDRESS, {**COMPLETE, **(changes or {})}, headers=page)


def submissions(app: Flask) -> list[Submission]:
    with app.app_context():
        return list(db.session.scalars(select(Submission).order_by(Submission.id)))


def test_a_plain_post_becomes_an_sql_once_within_ten_minutes(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OPEN)
    with time_machine.travel(NOON, tick=False) as clock:
        first = send(visitor)
        clock.shift(timedelta(minutes=9, seconds=50))
        again = send(visitor)
        clock.shift(timedelta(minutes=20))
        later = send(visitor)
    assert (first.status, again.status, later.status) == (303, 303, 303)
    assert first.response.headers["Location"] == again.response.headers["Location"]
    assert later.response.headers["Location"] != first.response.headers["Location"]
    with app.app_context():
        lead = db.session.scalars(select(Lead)).one()
        assert lead.qualification is Qualification.SQL
    kept = submissions(app)
    assert [row.channel for row in kept] == ["plain", "plain"]
    assert json.loads(kept[0].source)["embed_url"] == f"{SITE}/contact"


@pytest.mark.one_database
def test_a_form_that_does_not_allow_it_has_no_such_address(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(CONTACT)
    assert send(visitor).status == 404
    assert submissions(app) == []


@pytest.mark.one_database
def test_errors_show_the_form_again_and_it_can_be_sent_from_there(
    visitor: Visitor, publish: Publish, app: Flask
) -> None:
    publish(OPEN)
    wrong = send(visitor, {"work_email": "nobody"})
    assert (wrong.status, wrong.title.startswith("Error:")) == (422, True)
    assert "Kaveri Pharma" in wrong.html
    sent = visitor.post(ADDRESS, COMPLETE, wrong)
    assert sent.status == 303
    assert [row.disposition for row in submissions(app)] == [Disposition.NEW_LEAD]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({}, "https://elsewhere.example"),
        ({"_homepage": "https://x.example"}, SITE),
        ({"message": "Buy <a href=https://x.example>this</a>"}, SITE),
        ({"message": "https://x.example and https://y.example"}, SITE),
    ],
)
def test_suspects_are_kept_aside_in_the_same_words(
    visitor: Visitor, publish: Publish, app: Flask, changes: dict[str, str], origin: str
) -> None:
    publish(OPEN)
    sent = send(visitor, changes, origin)
    assert (sent.status, "/thanks/" in sent.response.headers["Location"]) == (303, True)
    assert [row.disposition for row in submissions(app)] == [Disposition.QUARANTINED]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Lead)) == 0
