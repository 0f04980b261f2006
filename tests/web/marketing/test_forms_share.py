"""Ways to a form, ready to be copied: its address, the frame, plain HTML, the API; and who may see them."""

import html
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.services.forms import drafting, publishing
from tests.support.browsing import anew
from tests.support.company import COMPLETE, DEMO, NOW, Company, company
from tests.support.visitor import Visitor
from tests.web.marketing.conftest import Browsers, settle

SITE = "https://www.halden.example"


@pytest.fixture
def place(session: scoped_session[Session]) -> Company:
    made = company(replace(DEMO, plain_post=True))
    session.commit()
    return made


@pytest.mark.one_database
def test_the_page_holds_every_way_to_the_form(browse: Browsers, place: Company) -> None:
    page = html.unescape(browse(place.mary).get("/forms/1/share").text)
    for words in (
        "http://localhost/f/contact-sales",
        '<iframe src="http://localhost/f/contact-sales/embed"',
        '<script src="http://localhost/static/js/embed.js" async></script>',
        SITE,
        '<form action="http://localhost/f/contact-sales/plain" method="post">',
        "curl http://localhost/api/v1/forms/contact-sales/submissions",
    ):
        assert words in page, words


@pytest.mark.one_database
def test_plain_html_to_copy_asks_every_question(browse: Browsers, place: Company) -> None:
    page = browse(place.mary).get("/forms/1/share").text
    code = html.unescape(re.findall(r"<code>(.*?)</code>", page, re.DOTALL)[2])
    assert code.startswith("<form action=")
    assert set(re.findall(r'name="([a-z_]+)"', code)) == {field.key for field in DEMO.fields()} | {"_homepage"}
    assert re.findall(r'name="([a-z_]+\.unknown)" value="1"> I don’t know yet', code) == ["employees.unknown"]


@pytest.mark.one_database
def test_the_call_to_copy_agrees_to_nothing(browse: Browsers, place: Company) -> None:
    page = browse(place.mary).get("/forms/1/share").text
    call = html.unescape(re.findall(r"<code>(.*?)</code>", page, re.DOTALL)[3])
    assert '"news": false' in call


@pytest.mark.one_database
def test_what_is_not_allowed_is_not_offered(browse: Browsers, place: Company) -> None:
    settle()
    draft = replace(drafting.draft_of(place.form), plain_post=False, embed_origins=())
    drafting.save(place.form, draft, rev=place.form.draft_rev, by=place.mary, now=NOW)
    publishing.publish(place.form, rev=place.form.draft_rev, by=place.mary, now=NOW)
    page = browse(place.mary).get("/forms/1/share").text
    assert "takes no posts from plain HTML" in page
    assert "No other site may show this form yet" in page
    assert "&lt;iframe" not in page


@pytest.mark.one_database
def test_managers_look_and_reps_do_not(browse: Browsers, place: Company) -> None:
    assert "Change the sites" not in browse(place.sam).get("/forms/1/share").text
    assert browse(place.rita).get("/forms/1/share").status_code == 404


def test_an_embed_of_an_older_version_still_sends(app: Flask, browse: Browsers, place: Company) -> None:
    """P18: other sites know the address only; what was shown before the next version is taken as it was."""
    visitor = Visitor(app.test_client())
    shown = visitor.open("/f/contact-sales/embed")
    settle()
    draft = drafting.draft_of(place.form)
    drafting.save(
        place.form,
        replace(draft, locale="de"),
        rev=1 + 1,
        by=place.mary,
        now=NOW,
    )
    publishing.publish(place.form, rev=place.form.draft_rev, by=place.mary, now=NOW)
    db.session.commit()
    answers = {**COMPLETE, "_go": "next"}
    next_page = visitor.post("/f/contact-sales/embed", {key: answers[key] for key in FIRST}, shown)
    sent = visitor.post("/f/contact-sales/embed", {key: answers[key] for key in SECOND}, next_page)
    assert (sent.status, "/embed/thanks/" in sent.response.headers["Location"]) == (303, True)
    assert visitor.open("/f/contact-sales/embed").status == 200
    anew()


FIRST = ("work_email", "first_name", "last_name", "company", "_go")
SECOND = ("job_title", "phone", "employees", "annual_revenue", "interest", "_go")
