"""The nurture desk: who sees it, what stands on which shelf, and what it says when nothing does."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.services.handoff import rejecting
from portal.web.shared.clock import utcnow
from tests.support.answering import enquiry
from tests.support.company import NOW, Company
from tests.web.marketing.conftest import Browsers

SHELVES = ("incomplete", "below", "returned", "sleeping")


def given_back(house: Company, name: str, code: str, *, key: str | None = None, wake_on: date | None = None) -> Lead:
    """An SQL that its rep returned a moment ago."""
    minutes = (utcnow() - NOW).total_seconds() / 60
    lead = enquiry(house, {"work_email": f"{name}@{name}.example", "first_name": name.title()}, minutes=minutes)
    assert lead.owner is not None
    begin_write()
    rejecting.reject(lead, by=lead.owner, code=code, note="Said so.", key=key, wake_on=wake_on, now=utcnow())
    db.session.commit()
    return lead


@pytest.mark.parametrize(
    ("who", "status"), [("mary", 200), ("ada", 200), ("sam", 403), ("rita", 403), ("rob", 403), ("", 303)]
)
@pytest.mark.one_database
def test_the_desk_is_marketing_s(app: Flask, house: Company, browse: Browsers, who: str, status: int) -> None:
    client = browse(getattr(house, who)) if who else app.test_client()
    answer = client.get("/nurture")
    assert answer.status_code == status
    if status == 303:
        assert answer.headers["Location"].startswith("/login")


@pytest.mark.one_database
def test_an_empty_desk_says_what_will_come(house: Company, browse: Browsers) -> None:
    client = browse(house.mary)
    for shelf in ("", *SHELVES):
        page = client.get(f"/nurture?shelf={shelf}").text
        assert "Nothing to nurture here" in page
        assert "you get a mail for each" in page


def test_every_lead_stands_on_one_shelf(house: Company, browse: Browsers) -> None:
    enquiry(house, {"work_email": "ina@ina.example", "first_name": "Ina", "employees": ""})
    enquiry(house, {"work_email": "bea@bea.example", "first_name": "Bea", "employees": "3"})
    given_back(house, "rea", "bad_data", key="phone")
    given_back(house, "sly", "not_now", wake_on=utcnow().date() + timedelta(days=30))
    client = browse(house.mary)
    on_shelf = {
        shelf: {name for name in ("Ina", "Bea", "Rea", "Sly") if f"{name} Raman" in page}
        for shelf in SHELVES
        if (page := client.get(f"/nurture?shelf={shelf}&whose=all").text)
    }
    assert on_shelf == {"incomplete": {"Ina"}, "below": {"Bea"}, "returned": {"Rea"}, "sleeping": {"Sly"}}
    page = client.get("/nurture?whose=all").text
    assert all(f"{name} Raman" in page for name in ("Ina", "Bea", "Rea", "Sly"))
    assert "asleep until" in page


@pytest.mark.one_database
def test_what_a_visitor_typed_is_shown_as_words(house: Company, browse: Browsers) -> None:
    typed = {"first_name": "<b>Eve</b>", "company": "{{ 7 * 7 }}", "employees": ""}
    enquiry(house, {"work_email": "eve@eve.example", **typed})
    page = browse(house.mary).get("/nurture").text
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page
    assert "<b>Eve</b> Raman" not in page
    assert "{{ 7 * 7 }}" in page


@pytest.mark.one_database
def test_marketing_finds_its_disputes_and_a_rep_does_not(house: Company, browse: Browsers) -> None:
    assert 'href="/disputes"' in browse(house.mary).get("/nurture").text
    rep = browse(house.rita)
    assert 'href="/disputes"' not in rep.get("/inbox").text
    assert rep.get("/disputes").status_code == 403
