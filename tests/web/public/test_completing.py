"""The page of a completion link, as a prospect meets it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.mail.links import completion_token
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.completion import CompletionLink
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.rules.agreement.verdict import Qualification
from portal.services.intake import asking
from portal.web.shared.clock import utcnow
from tests.support.answering import enquiry
from tests.support.company import Company
from tests.support.portal import SECRET


@pytest.fixture
def address(app: Flask, house: Company) -> str:
    """Of a link for a lead that lacks its size."""
    with app.app_context():
        lead = enquiry(house, {"employees": ""})
        begin_write()
        link = asking.open_link(lead, by=None, now=utcnow())
        db.session.commit()
        return f"/complete/{completion_token(link, SECRET)}"


def test_it_asks_only_what_is_missing_and_looking_uses_nothing_up(client: FlaskClient, address: str) -> None:
    for _ in range(3):
        page = client.get(address)
    assert page.status_code == 200
    assert 'name="employees"' in page.text
    assert 'name="work_email"' not in page.text
    assert "Priya" not in page.text, "whoever holds the link learns nothing about the person"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in page.text


def test_the_answer_is_thanked_for_and_the_link_is_used_up(app: Flask, client: FlaskClient, address: str) -> None:
    sent = client.post(address, data={"employees": "250"})
    assert sent.status_code == 303
    assert client.get(sent.location).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(Lead)).one().qualification is Qualification.SQL
    for again in (client.get(address), client.post(address, data={"employees": "9"}), client.post(address)):
        assert (again.status_code, "has done its work" in again.text) == (410, True)


def test_a_double_click_is_thanked_twice_and_counts_once(app: Flask, client: FlaskClient, address: str) -> None:
    places = {client.post(address, data={"employees": "250", "employees.unknown": ""}).location for _ in range(2)}
    assert (len(places), "/thanks/" in places.pop()) == (1, True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 2, "the enquiry, and its completion"


@pytest.mark.one_database
def test_what_is_known_is_shown_as_known_without_the_answers(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    known = page[page.index('class="known"') : page.index("<form")]
    assert all(f"<span>{label}</span>" in known for label in ("First name", "Work email", "Company", "Job title"))
    assert "Number of employees" not in known
    assert not any(answer in page for answer in ("Raman", "kaveri", "Kaveri", "555", "VP Operations"))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"employees": "many"}, "many"),
        ({}, "Answer at least one of these questions."),
        ({"employees": ""}, "Answer at least one of these questions."),
        ({"employees": "250", "work_email": "thief@evil.example"}, "does not ask for"),
    ],
)
def test_what_cannot_be_taken_is_said_with_what_was_typed_kept(
    app: Flask, client: FlaskClient, address: str, posted: dict[str, str], words: str
) -> None:
    page = client.post(address, data=posted)
    assert (page.status_code, words in page.text, "<title>Error: " in page.text) == (422, True, True)
    assert client.get(address).status_code == 200, "nothing was used up"
    with app.app_context():
        assert db.session.scalars(select(CompletionLink)).one().ended_at is None


@pytest.mark.one_database
def test_an_altered_link_tells_nothing(client: FlaskClient, address: str) -> None:
    for wrong in (f"{address}x", "/complete/abc", "/complete/WzEsMV0.x", f"{address[:-1]}%00"):
        assert client.get(wrong).status_code in {404, 410}


def test_a_known_consent_is_named_in_plain_words(app: Flask) -> None:
    shown = app.jinja_env.get_template("components/public.html").module.known(  # type: ignore[attr-defined]
        ("Email me news, as the [privacy policy](https://marlow.example.com/privacy) says",)
    )
    assert "<span>Email me news, as the privacy policy says</span>" in shown
