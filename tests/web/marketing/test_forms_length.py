"""The publish page: what to mend, what to think about, what each question is there for (B5, S12, X2)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from tests.support.browsing import post
from tests.support.building import Builder
from tests.web.marketing.conftest import settle

pytestmark = pytest.mark.one_database


def rev() -> int:
    settle()
    return db.session.scalars(select(Form.draft_rev).where(Form.id == 1)).one()


def test_a_free_question_says_why_it_is_asked_or_is_advised_to(marketer: FlaskClient) -> None:
    assert "To think about" not in marketer.get("/forms/1/publish").text
    post(marketer, "/forms/1/edit/fields", rev=rev(), type="text", label="Which colour?")
    settle()
    draft = db.session.scalars(select(Form.draft).where(Form.id == 1)).one()
    key = next(part for part in (draft or "").split('"') if part.startswith("q_"))
    page = marketer.get("/forms/1/publish").text
    assert "does not say why it is asked" in page
    assert "does not keep it from being published" in page
    assert "Publish now" in page
    assert "nobody has said what for" in marketer.get("/forms/1/edit").text
    long = post(marketer, f"/forms/1/edit/fields/{key}", rev=rev(), label="Which colour?", why="x" * 201)
    assert long.status_code == 422
    told = post(marketer, f"/forms/1/edit/fields/{key}", rev=rev(), label="Which colour?", why="For the sample")
    assert told.status_code == 303
    page = marketer.get("/forms/1/publish").text
    assert "does not say why" not in page
    assert "For the sample" in page
    assert "For the sample" in marketer.get("/forms/1/edit").text
    assert "For the sample" not in marketer.get("/forms/1/preview").text


def test_every_question_stands_with_its_seconds_and_reason(marketer: FlaskClient) -> None:
    page = marketer.get("/forms/1/publish").text
    assert "What each question is there for" in page
    assert "10 questions, about" in page
    for reason in ("agreed (MQL)", "agreed (SQL)", "agreed (optional)"):
        assert reason in page


def test_a_way_around_a_key_refuses_publishing_and_visitors_see_the_old_version_all_along(
    marketer: FlaskClient,
) -> None:
    """X2: the key and a concrete path are named; mended, the very draft goes out."""
    for _ in range(3):
        post(marketer, f"/forms/1/edit/fields/employees/moves/down?rev={rev()}")
    condition = {"part": "0", "part.0.key": "interest", "part.0.op": "ne", "part.0.value": "partnership"}
    post(marketer, "/forms/1/edit/fields/employees", rev=rev(), label="Number of employees", **condition)
    page = marketer.get("/forms/1/publish").text
    assert "<li>“What are you interested in?” is “Become a partner”</li>" in page
    assert "<li>“Number of employees” is not asked, and the form can be sent</li>" in page
    post(marketer, "/forms/1/edit/fields/company", rev=rev(), label="Your firm")
    refused = post(marketer, "/forms/1/publish", rev=rev())
    assert refused.status_code == 422
    assert "“Number of employees” is not asked when “What are you interested in?” is" in refused.text
    assert "Your firm" not in marketer.get("/f/contact-sales").text
    post(marketer, "/forms/1/edit/fields/employees", rev=rev(), label="Number of employees", start="1")
    assert "on every way through the form" in marketer.get("/forms/1/publish").text
    assert "Your firm" not in marketer.get("/f/contact-sales").text
    assert post(marketer, "/forms/1/publish", rev=rev()).status_code == 303
    assert "Your firm" in marketer.get("/f/contact-sales").text


def test_a_form_for_marketing_without_a_consent_or_thanks_is_told_so(marketer: FlaskClient) -> None:
    page = {"title": "Guide", "button": "Send", "thanks_title": "Thanks", "thanks_text": "", "purpose": "content"}
    saved = post(marketer, "/forms/1/edit/page", rev=rev(), default_country="US", locale="en", **page)
    assert saved.status_code == 303
    text = marketer.get("/forms/1/publish").text
    assert "The thank-you page has no text." in text
    assert "It asks for no consent" in text


def test_many_questions_without_a_reason_are_advised_at_once(builder: Builder) -> None:
    for _ in range(6):
        builder.add_question("text")
    page = builder.client.get("/forms/1/publish").text
    assert "6 questions do not say why they are asked: Short text, " in page
    assert " and 2 more." in page
    assert "does not say why it is asked" not in page
    assert 'id="questions"' in page
