"""The list of leads: sight, search, filters, pages, and the file."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.base import db
from portal.web.shared.clock import utcnow
from tests.support.company import Company
from tests.support.statements import statements
from tests.web.sales.conftest import MQL, Browse, Enquire, other_rep, rep_of, someone, valid

NOTHING = "No lead matches"


def test_reps_see_their_own_and_managers_and_marketing_all(house: Company, enquire: Enquire, browse: Browse) -> None:
    mine, theirs = enquire(), enquire(someone(2))
    assert mine.owner_id != theirs.owner_id
    for reader, seen in ((rep_of(mine), (True, False)), (house.sam, (True, True)), (house.mary, (True, True))):
        browser = browse(reader)
        for page in (browser.get("/leads").text, browser.get("/leads.csv").text):
            assert ("Priya Raman" in page, "Visitor2 Known" in page) == seen


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=raman", True),
        ("q=KAVERI", True),
        ("q=priya.raman@kaveri", True),
        ("q=priya.raman@other", False),
        ("q=%25", False),
        ("q=_", False),
        ("status=offered", True),
        ("status=nurture", False),
        ("status=nonsense", True),
        ("level=sql", True),
        ("level=mql", False),
        ("source=google", True),
        ("source=-", False),
        ("campaign=q4", True),
        ("missing=1", False),
        ("overdue=1", True),
        ("answered=no", True),
        ("reached=sql", True),
        ("reached=lead", True),
        ("reached=accepted", False),
        ("reached=lost", False),
        ("owner=99999999999999999999999", True),
        ("owner=999", False),
        ("form=1", True),
        ("form=2", False),
        ("before=99999999999999999999999", True),
        ("after=-5", True),
        ("from=nonsense&to=0000-00-00", True),
        ("q=%00", True),
    ],
)
def test_filters(house: Company, enquire: Enquire, browse: Browse, asked: str, found: bool) -> None:
    enquire(source={"utm_source": "google", "utm_campaign": "q4"}, minutes_ago=30)
    page = browse(house.sam).get(f"/leads?{asked}")
    assert page.status_code == 200
    assert ("Priya Raman" in page.text, NOTHING in page.text) == (found, not found)


def test_days_are_both_included(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    day, sam = lead.created_at.date(), browse(house.sam)
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    assert "Priya" in sam.get(f"/leads?from={day}&to={day}").text
    assert NOTHING in sam.get(f"/leads?from={after}").text
    assert NOTHING in sam.get(f"/leads?to={before}").text


def test_an_empty_portal_says_how_leads_come(house: Company, browse: Browse) -> None:
    assert "No leads yet" in browse(house.sam).get("/leads").text


def test_the_page_is_valid_and_costs_the_same_whatever_it_lists(
    app: Flask, house: Company, enquire: Enquire, browse: Browse
) -> None:
    enquire()
    sam = browse(house.sam)
    assert valid(sam.get("/leads").text)
    few = len(statements(app, lambda: sam.get("/leads")))
    for number in range(6):
        enquire(someone(number))
    assert len(statements(app, lambda: sam.get("/leads"))) == few


def rows_of(browser: FlaskClient, asked: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/leads.csv{asked}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_the_file_has_first_and_last_touch(house: Company, enquire: Enquire, browse: Browse) -> None:
    source = {
        "utm_source": "google",
        "gclid": "abc",
        "msclkid": "def",
        "referrer": "https://r.example/",
        "landing_url": "https://l.example/",
        "first_utm_source": "newsletter",
    }
    lead = enquire(source=source)
    enquire(source={"utm_source": "later"}, minutes_ago=0)
    [row] = rows_of(browse(house.sam))
    assert {name: row[name] for name in source} == source
    assert (row["lead"], row["email"], row["level"]) == (str(lead.id), "priya.raman@kaveri.example", "sql")


def test_the_file_keeps_to_the_filter(house: Company, enquire: Enquire, browse: Browse) -> None:
    enquire()
    enquire(someone(3) | MQL)
    sam = browse(house.sam)
    assert [row["name"] for row in rows_of(sam, "?level=mql")] == ["Visitor3 Known"]
    assert len(rows_of(sam)) == 2


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(house: Company, enquire: Enquire, browse: Browse, evil: str) -> None:
    lead = enquire({"company": f"x{evil}"})
    lead.company_name = evil
    db.session.commit()
    [row] = rows_of(browse(house.sam))
    assert row["company"] == f"'{evil}"


@pytest.mark.parametrize("plain", ["-12", "+1 415 555 2671", "+49 (30) 123-45", "1,000", "Plain"])
def test_numbers_and_phones_stay(house: Company, enquire: Enquire, browse: Browse, plain: str) -> None:
    lead = enquire()
    lead.company_name = plain
    db.session.commit()
    [row] = rows_of(browse(house.sam))
    assert row["company"] == plain


def test_older_leads_are_a_page_away(house: Company, enquire: Enquire, browse: Browse) -> None:
    for number in range(3):
        enquire(someone(number))
    sam = browse(house.sam)
    assert "Visitor0" not in sam.get("/leads?after=1").text
    assert "Visitor0" in sam.get("/leads?before=2").text
    assert utcnow()


def test_a_stranger_s_file_is_empty(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    assert rows_of(browse(other_rep(house, lead))) == []
