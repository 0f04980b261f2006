"""The preview beside the canvas: only the builder may frame it, it follows the draft, and nothing else changes."""

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from tests.support.browsing import post, token_of
from tests.support.company import DEMO, company
from tests.web.marketing.conftest import Browsers

pytestmark = pytest.mark.one_database
EDIT = "/forms/1/edit"


@pytest.fixture
def mary_at(session: scoped_session[Session], browse: Browsers) -> FlaskClient:
    made = company(DEMO)
    session.commit()
    return browse(made.mary)


def policy(answer_headers: object) -> str:
    return dict(answer_headers)["Content-Security-Policy"]  # type: ignore[call-overload]  # the client's headers


def test_the_frame_stays_open_and_follows_the_question_that_is_edited(mary_at: FlaskClient) -> None:
    assert "<iframe" not in mary_at.get(EDIT).text
    here = f"{EDIT}/fields/employees"
    answer = post(mary_at, f"{EDIT}/preview/phone", here=here)
    assert (answer.status_code, answer.location) == (303, here)
    page = mary_at.get(here)
    assert 'src="/forms/1/preview?pane=1&amp;step=1&amp;rev=2"' in page.text
    assert policy(page.headers).endswith("frame-src 'self'")
    post(mary_at, f"{EDIT}/preview/closed", here=here)
    assert "<iframe" not in mary_at.get(here).text


@pytest.mark.parametrize("here", ["https://evil.example", "//evil.example", "/leads", ""])
def test_it_leads_nowhere_but_the_builder(mary_at: FlaskClient, here: str) -> None:
    assert post(mary_at, f"{EDIT}/preview/phone", here=here).location == EDIT


def test_only_the_pane_can_be_framed_and_only_by_baton(mary_at: FlaskClient) -> None:
    assert "frame-ancestors 'none'" in policy(mary_at.get("/forms/1/preview").headers)
    assert "frame-ancestors 'none'" in policy(mary_at.get(EDIT).headers)
    assert "frame-src" not in policy(mary_at.get(EDIT).headers)
    pane = mary_at.get("/forms/1/preview?pane=1&step=1")
    assert "frame-ancestors 'self'" in policy(pane.headers)
    assert "Number of employees" in pane.text
    assert mary_at.get("/forms/1/preview?pane=1&step=99").status_code == 200


def test_the_pane_can_be_filled_in_to_the_verdict(mary_at: FlaskClient) -> None:
    fields = {
        "work_email": "a@kaveri.example",
        "first_name": "Ana",
        "last_name": "Ruiz",
        "company": "Kaveri",
        "job_title": "COO",
        "phone": "+1 415 555 2671",
        "employees": "200",
        "interest": "evaluation",
        "_step": "1",
        "csrf_token": token_of(mary_at),
    }
    answer = mary_at.post("/forms/1/preview?pane=1", data=fields)
    assert "These answers would make an SQL." in answer.text
    assert "frame-ancestors 'self'" in policy(answer.headers)
