"""Campaign links lead on with their values; a booth's screen keeps people apart and nothing of them."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.link import FormLink
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.services.forms import links
from tests.support.company import COMPLETE, DEMO, NOW, Company
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish

FAIR = {"utm_source": "fair", "utm_campaign": "hannover"}


@pytest.fixture
def code(app: Flask, house: Company) -> str:
    with app.app_context():
        form, mary = db.session.get_one(Form, house.form.id), db.session.get_one(User, house.mary.id)
        made = links.make(form, "Booth", FAIR, by=mary, now=NOW).code
        db.session.commit()
        return made


def test_a_link_leads_to_the_form_with_its_values(visitor: Visitor, code: str, app: Flask) -> None:
    answer = visitor.open(f"/l/{code}?gclid=abc&utm_source=other")
    assert answer.status == 302
    shown = visitor.open(answer.response.headers["Location"])
    visitor.post("/f/contact-sales", COMPLETE, shown)
    with app.app_context():
        source = json.loads(db.session.scalars(select(Submission)).one().source)
    assert {name: source[name] for name in (*FAIR, "gclid")} == {**FAIR, "gclid": "abc"}


def test_an_archived_link_goes_on_working(visitor: Visitor, code: str, app: Flask) -> None:
    with app.app_context():
        db.session.scalars(select(FormLink)).one().archived_at = NOW
        db.session.commit()
    assert visitor.open(f"/l/{code.upper()}").status == 302


@pytest.mark.one_database
@pytest.mark.parametrize("unknown", ["/l/nothing", "/l/%C3%A4%C3%B6", "/l/%00"])
def test_an_unknown_link_is_not_found(visitor: Visitor, house: Company, unknown: str) -> None:
    assert visitor.open(unknown).status == 404


def keeps_nothing(page: Page) -> bool:
    headers = page.response.headers
    return headers["Cache-Control"] == "no-store" and "Set-Cookie" not in headers


def test_a_booth_keeps_nothing_and_begins_again(visitor: Visitor, code: str, app: Flask) -> None:
    address = f"/f/contact-sales/kiosk?link={code}"
    first = visitor.open(address)
    assert (first.status, first.h1) == (200, ["Talk to sales"])
    assert set(re.findall(r'autocomplete="([^"]+)"', first.html)) == {"off"}
    sent = visitor.post(address, COMPLETE, first)
    thanks = visitor.open(sent.response.headers["Location"])
    assert f'http-equiv="refresh" content="15; url={address}"' in thanks.html
    assert all(keeps_nothing(page) for page in (first, sent, thanks))
    again = visitor.open(address)
    assert COMPLETE["work_email"] not in again.html
    assert again.token != first.token
    with app.app_context():
        assert db.session.scalars(select(Submission)).one().utm_source == "fair"


@pytest.mark.one_database
def test_a_booth_in_steps_remembers_nobody(visitor: Visitor, publish: Publish) -> None:
    publish(DEMO)
    first = visitor.open("/f/our-form/kiosk")
    second = visitor.post("/f/our-form/kiosk", {**COMPLETE_FIRST, "_go": "next"}, first)
    assert (second.status, keeps_nothing(second)) == (200, True)
    assert "job_title" in second.controls
    assert "job_title" not in visitor.open("/f/our-form/kiosk").controls


COMPLETE_FIRST = {key: COMPLETE[key] for key in ("work_email", "first_name", "last_name", "company")}
