"""Free-mail and disposable addresses (P6): refused, asked about once more, or taken and flagged, as the form says."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.reports.doubted import doubted_address
from portal.rules.forms.behaviour import Behaviour, MailPolicy
from tests.support.company import COMPLETE, CONTACT, DEMO
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_steps import ADDRESS, PROJECT, YOU

pytestmark = pytest.mark.one_database
FREE = {**COMPLETE, "work_email": "priya@gmail.com"}
GONE_SOON = {**COMPLETE, "work_email": "priya@mailinator.com"}


def doubts(app: Flask) -> list[str]:
    with app.app_context():
        return [doubted_address(lead.id) for lead in db.session.scalars(select(Lead).order_by(Lead.id)).all()]


def test_forms_take_every_address_unless_they_say_otherwise(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(CONTACT)
    for answers in (FREE, GONE_SOON):
        assert visitor.post(ADDRESS, answers, visitor.open(ADDRESS)).status == 303
    assert doubts(app) == ["", ""]


def test_blocked_address_is_an_error_in_the_forms_own_words(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(replace(CONTACT, behaviour=Behaviour(free_mail=MailPolicy.BLOCK, free_mail_note="Only firms, please")))
    for _ in range(2):
        page = visitor.post(ADDRESS, FREE, visitor.open(ADDRESS))
        assert page.status == 422
        assert ("#f-work_email", "Only firms, please") in page.links
        page = visitor.post(ADDRESS, {**FREE, "_sure": FREE["work_email"]}, page)
        assert page.status == 422
    assert visitor.post(ADDRESS, COMPLETE, page).status == 303
    assert doubts(app) == [""]


def test_api_refuses_what_the_page_refuses(visitor: Visitor, publish: Publish) -> None:
    publish(replace(CONTACT, behaviour=Behaviour(disposable=MailPolicy.BLOCK)))
    said = visitor.client.post("/api/v1/forms/our-form/submissions", json={"answers": GONE_SOON})
    assert (said.status_code, said.json["errors"][0]["key"]) == (422, "work_email")


def test_warning_asks_once_more_and_takes_the_same_address(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(replace(CONTACT, behaviour=Behaviour(free_mail=MailPolicy.WARN)))
    page = visitor.post(ADDRESS, FREE, visitor.open(ADDRESS))
    assert (page.status, page.controls["first_name"]["value"]) == (422, "Priya")
    assert "“gmail.com” gives addresses to anybody" in page.html
    other = visitor.post(ADDRESS, {**FREE, "work_email": "priya@yahoo.com"}, page)
    assert other.status == 422
    assert visitor.post(ADDRESS, {**FREE, "work_email": "priya@yahoo.com"}, other).status == 303
    assert doubts(app) == ["free"]


def test_flagged_address_is_taken_at_once_and_shown_on_the_lead(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(replace(CONTACT, behaviour=Behaviour(disposable=MailPolicy.FLAG)))
    assert visitor.post(ADDRESS, GONE_SOON, visitor.open(ADDRESS)).status == 303
    assert doubts(app) == ["disposable"]


def test_warning_in_a_form_in_steps_comes_with_the_address(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(replace(DEMO, behaviour=Behaviour(free_mail=MailPolicy.WARN)))
    free = {**YOU, "work_email": "priya@gmail.com", "_go": "next"}
    asked = visitor.post(ADDRESS, free, visitor.open(ADDRESS))
    assert (asked.status, "step 1 of 2" in asked.title) == (422, True)
    second = visitor.turn(ADDRESS, free, asked)
    assert visitor.post(ADDRESS, {**PROJECT, "_go": "next"}, second).status == 303
    assert doubts(app) == ["free"]
