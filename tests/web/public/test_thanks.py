"""After sending (P15): the visitor's own words on the page, the rep where the form says so, or another site's page."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.models.team.organisation import Organisation
from portal.models.team.user import User
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.definition import Definition
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import accepting, rejecting
from portal.services.intake import profile
from portal.web.shared.clock import utcnow
from tests.support.company import COMPLETE, CONTACT
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
ADDRESS = "/f/our-form"
PERSONAL = replace(
    CONTACT,
    page=replace(CONTACT.page, thanks_title="Thank you, {first_name}", thanks_text="We write to {company|your firm}."),
)
INTRODUCES = replace(CONTACT, behaviour=Behaviour(introduce=True))
ONWARD = "https://www.halden.example/thanks?from=form"


def leading_on(address: str = ONWARD) -> Definition:
    return replace(CONTACT, behaviour=Behaviour(thanks_url=address))


def send(visitor: Visitor, address: str = ADDRESS, **changes: str) -> str:
    answer = visitor.post(address, {**COMPLETE, **changes}, visitor.open(address))
    assert answer.status == 303
    return answer.response.headers["Location"]


def test_words_hold_what_the_visitor_sent(visitor: Visitor, publish: Publish) -> None:
    publish(PERSONAL)
    page = visitor.open(send(visitor, company="<b>Kaveri & Sons</b>"))
    assert page.h1 == ["Thank you, Priya"]
    assert "We write to &lt;b&gt;Kaveri &amp; Sons&lt;/b&gt;." in page.html


def test_nobody_else_reads_them(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(PERSONAL)
    place = send(visitor)
    stranger = Visitor(app.test_client()).open(place)
    assert stranger.h1 == ["Thank you"]
    assert "We write to your firm." in stranger.html
    assert visitor.open(f"{ADDRESS}/thanks/AAAAA-BBBBB").h1 == ["Thank you"]


def test_words_are_the_same_for_suspects(visitor: Visitor, publish: Publish) -> None:
    """Trap 7."""
    publish(PERSONAL)
    assert visitor.open(send(visitor, _homepage="x")).h1 == ["Thank you, Priya"]


def test_form_without_tokens_sets_no_cookie(visitor: Visitor, publish: Publish) -> None:
    publish(CONTACT)
    answer = visitor.post(ADDRESS, COMPLETE, visitor.open(ADDRESS))
    assert "Set-Cookie" not in answer.response.headers


def test_booth_says_words_for_everybody(visitor: Visitor, publish: Publish) -> None:
    publish(PERSONAL)
    assert visitor.open(send(visitor, f"{ADDRESS}/kiosk")).h1 == ["Thank you"]


def test_sql_reads_who_answers_where_the_form_says_so(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(INTRODUCES)
    place = send(visitor)
    assert "looks after your request" in visitor.open(place).html
    assert "looks after" not in Visitor(app.test_client()).open(place).html


def test_all_others_read_the_same_words(visitor: Visitor, publish: Publish) -> None:
    """Trap 7: an MQL, a suspect, and an MQL of whom we know enough for an SQL."""
    publish(INTRODUCES)
    send(visitor)
    for changes in ({"employees": ""}, {"employees": "", "work_email": "x@new.example"}, {"_homepage": "x"}):
        assert "looks after" not in visitor.open(send(visitor, **changes)).html


def test_what_is_known_of_a_person_does_not_show_in_who_answers(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """Trap 7: sales knows better than the form, and gave the lead back; a stranger sends it in that person's name."""
    house = publish(INTRODUCES)
    send(visitor)
    with app.app_context():
        begin_write()
        lead = db.session.scalars(select(Lead)).one()
        owner = db.session.get_one(User, lead.owner_id)
        accepting.accept(lead, by=owner, now=utcnow())
        profile.set_answer(lead, "employees", ["5"], actor=owner, now=utcnow())
        rejecting.reject(lead, by=owner, code="not_now", note="", key=None, wake_on=date(2027, 3, 1), now=utcnow())
        db.session.commit()
        assert lead.status is WorkStatus.NURTURE
    stranger, new = Visitor(app.test_client()), {"work_email": "nobody@new.example"}
    pages = [stranger.open(send(stranger, **changes)) for changes in ({}, new)]
    assert ["looks after your request" in page.html for page in pages] == [True, True]
    assert house.mary.name in pages[0].html


def test_form_leads_on_to_the_organisations_own_site(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(leading_on())
    assert send(visitor).startswith(f"{ADDRESS}/thanks/"), "no website is set"
    with app.app_context():
        db.session.get_one(Organisation, 1).website = "halden.example"
        db.session.commit()
    assert send(visitor).startswith(f"{ONWARD}&reference=")
    policy = visitor.open(ADDRESS).response.headers["Content-Security-Policy"]
    assert "form-action 'self' https://www.halden.example;" in policy


@pytest.mark.parametrize("address", ["https://evil.example/", "https://halden.example@evil.example/", "//evil.example"])
def test_form_leads_nowhere_else(visitor: Visitor, publish: Publish, app: Flask, address: str) -> None:
    publish(leading_on(address))
    with app.app_context():
        db.session.get_one(Organisation, 1).website = "halden.example"
        db.session.commit()
    assert send(visitor).startswith(f"{ADDRESS}/thanks/")
    assert "form-action 'self';" in visitor.open(ADDRESS).response.headers["Content-Security-Policy"]
