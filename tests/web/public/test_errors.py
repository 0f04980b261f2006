"""What a visitor is told who made a mistake: at the place, in the summary, with nothing typed lost (P7)."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.submission import Submission
from tests.support.company import COMPLETE, Company
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.one_database


@pytest.fixture
def wrong(visitor: Visitor, house: Company) -> Page:
    page = visitor.open("/f/contact-sales")
    mistakes = {**COMPLETE, "work_email": "priya.raman@", "employees": "many", "message": 'She said "5 < 6" & left'}
    return visitor.post("/f/contact-sales", mistakes, page)


def test_status_and_title_say_that_something_is_wrong(wrong: Page) -> None:
    assert wrong.status == 422
    assert wrong.title.startswith("Error: Talk to sales")


def test_summary_has_a_heading_takes_the_focus_and_links_every_field(wrong: Page) -> None:
    assert "There are 2 problems with this page" in wrong.html
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in wrong.html
    links = [(href, words) for href, words in wrong.links if href.startswith("#f-")]
    assert links == [
        ("#f-work_email", "Enter an email address with an @ and a domain, like name@company.com"),
        ("#f-employees", "Enter a whole number, like 250"),
    ]
    assert all(href[1:] in wrong.ids for href, _ in links)


def test_field_repeats_the_words_and_is_tied_to_them(wrong: Page) -> None:
    email = wrong.controls["work_email"]
    assert email["aria-invalid"] == "true"
    assert email["aria-describedby"] == "f-work_email-error"
    assert wrong.html.count("Enter an email address with an @ and a domain, like name@company.com") == 2
    assert wrong.controls["employees"]["aria-describedby"] == "f-employees-help f-employees-error"
    assert "aria-invalid" not in wrong.controls["first_name"]


def test_everything_typed_is_kept(wrong: Page) -> None:
    assert wrong.controls["work_email"]["value"] == "priya.raman@"
    assert wrong.controls["employees"]["value"] == "many"
    assert wrong.controls["first_name"]["value"] == "Priya"
    assert 'value="10m_50m" checked' in wrong.html
    assert "She said &#34;5 &lt; 6&#34; &amp; left" in wrong.html


def test_nothing_is_stored(wrong: Page, app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


def test_corrected_post_goes_through_with_the_token_of_the_page(wrong: Page, visitor: Visitor) -> None:
    assert visitor.post("/f/contact-sales", COMPLETE, wrong).status == 303


def test_required_question_that_is_absent_from_the_post_is_still_required(visitor: Visitor, house: Company) -> None:
    """Trap 2: what is not sent is not answered."""
    page = visitor.open("/f/contact-sales")
    answers = {key: value for key, value in COMPLETE.items() if key not in ("work_email", "interest")}
    answer = visitor.post("/f/contact-sales", answers, page)
    assert answer.status == 422
    assert [href for href, _ in answer.links if href.startswith("#f-")] == ["#f-work_email", "#f-interest"]


def test_unknown_names_are_refused_as_a_whole(visitor: Visitor, house: Company, app: Flask) -> None:
    page = visitor.open("/f/contact-sales")
    answer = visitor.post("/f/contact-sales", {**COMPLETE, "favourite_colour": "teal"}, page)
    assert answer.status == 422
    assert "something that this form does not ask for" in answer.html
    assert "teal" not in answer.html
    assert answer.controls["first_name"]["value"] == "Priya"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


def test_oversized_post_is_refused_in_words(visitor: Visitor, house: Company) -> None:
    page = visitor.open("/f/contact-sales")
    answer = visitor.post("/f/contact-sales", {**COMPLETE, "message": "x" * 1_100_000}, page)
    assert answer.status == 413
    assert "larger than we take here" in answer.html
