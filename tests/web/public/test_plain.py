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
from portal.models.forms.form import Form
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.behaviour import Behaviour
from portal.services.forms import drafting, publishing
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


@pytest.mark.one_database
def test_a_page_made_for_an_older_version_sends_for_a_day(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """P18: that version reads it. Afterwards the visitor is asked for what is new, with everything typed kept."""
    house = publish(OPEN)
    old = house.form.live_version_id
    shorter = replace(OPEN, steps=(replace(OPEN.steps[0], fields=OPEN.steps[0].fields[:-1]),))
    with app.app_context():
        form = db.session.get_one(Form, house.form.id)
        drafting.save(form, shorter, rev=form.draft_rev, by=house.mary, now=NOON)
        publishing.publish(form, rev=form.draft_rev, by=house.mary, now=NOON)
        db.session.commit()
    with time_machine.travel(NOON + timedelta(hours=23), tick=False):
        assert send(visitor).status == 303
    (row,) = submissions(app)
    assert (row.form_version_id, "message" in row.raw) == (old, True)
    with time_machine.travel(NOON + timedelta(hours=25), tick=False):
        late = send(visitor)
        assert (late.status, late.controls["company"]["value"]) == (422, "Kaveri Pharma")
        sent = visitor.post(ADDRESS, {key: COMPLETE[key] for key in late.controls if key in COMPLETE}, late)
        assert sent.status == 303


@pytest.mark.one_database
def test_it_greets_as_the_form_itself_does(visitor: Visitor, publish: Publish) -> None:
    publish(replace(OPEN, page=replace(OPEN.page, thanks_title="Thank you, {first_name}")))
    sent = send(visitor)
    assert visitor.open(sent.response.headers["Location"]).h1 == ["Thank you, Priya"]


@pytest.mark.one_database
def test_it_leads_on_where_the_form_says_so(visitor: Visitor, publish: Publish) -> None:
    publish(replace(OPEN, behaviour=Behaviour(thanks_url=f"{SITE}/thanks")))
    assert send(visitor).response.headers["Location"].startswith(f"{SITE}/thanks?reference=")
