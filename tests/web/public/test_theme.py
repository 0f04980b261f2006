"""The look of a published form: one style sheet under an address that names its content."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.forms.definition import Definition
from portal.rules.forms.theme import Theme
from portal.services.forms import drafting, publishing
from tests.support.company import CONTACT, NOW, Company
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
GREEN = replace(
    CONTACT,
    theme=Theme(accent="#0a6b3d", side="#0b2b1d"),
    page=replace(
        CONTACT.page, quote="They called within the hour.", quote_by="A customer", error_title="Not quite yet"
    ),
)
LINK = re.compile(r'<link rel="stylesheet" href="(/f/our-form/theme-[0-9a-f]+\.css)">')


def sheet_of(visitor: Visitor, path: str = "/f/our-form") -> str:
    found = LINK.search(visitor.open(path).html)
    assert found, path
    return found[1]


def restyle(app: Flask, house: Company, definition: Definition) -> None:
    with app.app_context():
        form = db.session.get_one(Form, house.form.id)
        mary = db.session.merge(house.mary, load=True)
        drafting.save(form, definition, rev=form.draft_rev, by=mary, now=NOW)
        publishing.publish(form, rev=form.draft_rev, by=mary, now=NOW)
        db.session.commit()


def test_a_form_in_batons_look_links_nothing_more(visitor: Visitor, house: Company) -> None:
    assert "theme-" not in visitor.open("/f/contact-sales").html


def test_the_sheet_may_be_kept_for_good(visitor: Visitor, publish: Publish) -> None:
    publish(GREEN)
    answer = visitor.open(sheet_of(visitor)).response
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "--brand:#0a6b3d" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_every_page_of_the_form_has_the_look(app: Flask, visitor: Visitor, publish: Publish) -> None:
    house = publish(replace(GREEN, embed_origins=("https://www.example.com",)))
    address = sheet_of(visitor)
    for path in ("/f/our-form/embed", "/f/our-form/thanks/ABCDE-12345", "/f/our-form/embed/thanks/ABCDE-12345"):
        assert sheet_of(visitor, path) == address
    with app.app_context():
        form = db.session.get_one(Form, house.form.id)
        form.paused_at = NOW
        db.session.commit()
    closed = visitor.open("/f/our-form")
    assert closed.status == 404
    assert LINK.search(closed.html)


def test_no_style_stands_in_the_page_itself(visitor: Visitor, publish: Publish) -> None:
    publish(GREEN)
    page = visitor.open("/f/our-form")
    assert "style=" not in page.html
    assert "<style" not in page.html
    assert "style-src 'self'" in page.response.headers["Content-Security-Policy"]


def test_quote_and_words_over_errors_are_the_forms_own(visitor: Visitor, publish: Publish) -> None:
    publish(GREEN)
    page = visitor.open("/f/our-form")
    assert "They called within the hour." in page.html
    assert "A customer" in page.html
    wrong = visitor.client.post("/f/our-form", data={"form_token": page.token})
    assert wrong.status_code == 422
    assert "Not quite yet" in wrong.text


def test_the_look_of_an_older_version_stays_there(app: Flask, visitor: Visitor, publish: Publish) -> None:
    """Somebody opened the page before the form was published anew."""
    house = publish(GREEN)
    old = sheet_of(visitor)
    restyle(app, house, replace(GREEN, theme=Theme(accent="#5b21b6")))
    assert sheet_of(visitor) != old
    assert "--brand:#0a6b3d" in visitor.open(old).html


@pytest.mark.parametrize("path", ["/f/our-form/theme-0.css", "/f/nobody/theme-0.css", "/f/our-form/theme-.css"])
def test_another_address_is_none(visitor: Visitor, publish: Publish, path: str) -> None:
    publish(GREEN)
    assert visitor.open(path).status == 404
