"""What a visitor is shown before typing anything."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.submission import Submission
from portal.rules.forms.definition import Page, Step
from portal.services.forms import drafting, publishing
from tests.support.company import CONTACT, DEMO, NOW, Company, field
from tests.support.statements import statements
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database


def test_page_says_what_it_offers_and_whose_it_is(visitor: Visitor, house: Company) -> None:
    page = visitor.open("/f/contact-sales")
    assert (page.status, page.title) == (200, "Talk to sales | Halden Robotics")
    assert page.h1 == ["Talk to sales"]
    assert "An answer within one working day" in page.html
    assert ("https://halden.example/privacy", "How we use them") in page.links


def test_marks_say_what_must_be_answered(visitor: Visitor, house: Company) -> None:
    """Required carries a star, optional says so, and a question that only costs the SQL carries neither."""
    html = visitor.open("/f/contact-sales").html
    assert 'Work email<span class="field__mark" aria-hidden="true"> *</span>' in html
    assert 'What would you like to achieve? <span class="field__optional">(optional)</span>' in html
    assert ">Number of employees</label>" in html
    assert 'Questions marked <span class="field__mark">*</span> need an answer.' in html


def test_browser_is_told_what_to_fill_in_and_which_keys_to_offer(visitor: Visitor, house: Company) -> None:
    controls = visitor.open("/f/contact-sales").controls
    assert controls["work_email"]["type"] == "email"
    assert controls["work_email"]["inputmode"] == "email"
    assert {name: controls[name].get("autocomplete") for name in ("first_name", "company", "phone", "employees")} == {
        "first_name": "given-name",
        "company": "organization",
        "phone": "tel",
        "employees": None,
    }
    assert controls["employees"]["inputmode"] == "numeric"


def test_whoever_does_not_know_may_say_so(visitor: Visitor, house: Company) -> None:
    page = visitor.open("/f/contact-sales")
    assert page.controls["employees.unknown"]["value"] == "1"
    assert "checked" not in page.controls["employees.unknown"]


def test_consent_is_not_ticked_for_the_visitor(visitor: Visitor, publish: Publish) -> None:
    publish(DEMO)
    page = visitor.open("/f/our-form")
    page = visitor.turn("/f/our-form", {"work_email": "a@b.example", "_go": "next"}, page)
    assert "checked" not in page.controls["news"]
    assert "(optional)" in page.html.split("Email me product updates.")[1][:60]


def test_visitor_is_given_no_cookie(visitor: Visitor, house: Company) -> None:
    page = visitor.open("/f/contact-sales")
    assert "Set-Cookie" not in page.response.headers
    sent = visitor.post("/f/contact-sales", {}, page)
    assert "Set-Cookie" not in sent.response.headers


def test_every_page_has_a_token_of_its_own(visitor: Visitor, house: Company) -> None:
    assert visitor.open("/f/contact-sales").token != visitor.open("/f/contact-sales").token


def test_looking_stores_nothing(client: FlaskClient, app: Flask, house: Company) -> None:
    assert client.head("/f/contact-sales").status_code == 200
    assert client.get("/f/contact-sales").status_code == 200
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


def test_only_named_origins_may_frame_the_embedded_form(visitor: Visitor, publish: Publish) -> None:
    publish(DEMO)
    assert "frame-ancestors 'none'" in visitor.open("/f/our-form").response.headers["Content-Security-Policy"]
    embedded = visitor.open("/f/our-form/embed")
    policy = embedded.response.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://www.halden.example")
    assert embedded.h1 == ["See it on your own data"]


def test_nobody_may_frame_a_form_that_names_no_origin(visitor: Visitor, house: Company) -> None:
    policy = visitor.open("/f/contact-sales/embed").response.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'none'")


def test_change_is_seen_as_soon_as_it_is_published(visitor: Visitor, house: Company, app: Flask) -> None:
    visitor.open("/f/contact-sales")
    with app.app_context():
        form = db.session.merge(house.form, load=True)
        page = Page(title="Ask an engineer", button="Ask")
        shorter = type(CONTACT)(page=page, steps=(Step("all", "Ask", CONTACT.steps[0].fields),))
        drafting.save(form, shorter, rev=form.draft_rev, by=house.mary, now=NOW)
        publishing.publish(form, rev=form.draft_rev, by=house.mary, now=NOW)
        db.session.commit()
    assert visitor.open("/f/contact-sales").h1 == ["Ask an engineer"]


@pytest.mark.parametrize("address", ["/f/nothing-here", "/f/nothing-here/embed", "/f/contact-sales/thanks/nonsense"])
def test_what_is_not_there_is_404(visitor: Visitor, house: Company, address: str) -> None:
    assert visitor.open(address).status == 404


def test_draft_that_was_never_published_is_404(visitor: Visitor, house: Company, app: Flask) -> None:
    with app.app_context():
        drafting.create("Secret", "secret", CONTACT, by=house.mary, now=NOW)
        db.session.commit()
    assert visitor.open("/f/secret").status == 404
    assert visitor.post("/f/secret", {}).status == 404


@pytest.mark.parametrize(
    ("change", "status", "heading"),
    [
        (publishing.pause, 404, "This form is closed for now"),
        (publishing.archive, 410, "This form is no longer in use"),
    ],
)
def test_closed_form_says_so_and_refuses_kindly(
    visitor: Visitor, house: Company, app: Flask, change: Callable[..., None], status: int, heading: str
) -> None:
    before = visitor.open("/f/contact-sales")
    with app.app_context():
        change(db.session.merge(house.form), by=house.mary, now=NOW)
        db.session.commit()
    shown = visitor.open("/f/contact-sales")
    sent = visitor.post("/f/contact-sales", {"first_name": "Priya"}, before)
    assert (shown.status, shown.h1, "Nothing has been sent" in shown.html) == (status, [heading], False)
    assert (sent.status, sent.h1, "Nothing has been sent" in sent.html) == (status, [heading], True)


def test_first_page_takes_one_query(client: FlaskClient, app: Flask, house: Company) -> None:
    client.get("/f/contact-sales")
    assert len(statements(app, lambda: client.get("/f/contact-sales"))) == 1


def test_definition_in_another_order_pairs_no_strangers(visitor: Visitor, publish: Publish) -> None:
    keys = [item.key for item in CONTACT.steps[0].fields][::-1]
    publish(type(CONTACT)(page=CONTACT.page, steps=(Step("all", "All", tuple(field(key) for key in keys)),)))
    assert visitor.open("/f/our-form").html.count("form__row") == 0
