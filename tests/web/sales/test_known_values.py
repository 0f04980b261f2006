"""Each value that counts says where it came from: submission, version, time, who (X8)."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from tests.support.browsing import post
from tests.support.company import Company
from tests.web.sales.conftest import MQL, Browse, Enquire, accepted, rep_of

pytestmark = pytest.mark.one_database


def told(browser: FlaskClient, lead: Lead) -> dict[str, str]:
    """By what it is called: the answer and where it came from."""
    page = browser.get(f"/leads/{lead.id}").text
    table = page[page.index("What is known, and where it comes from") :]
    rows = re.findall(r"<tr>(.*?)</tr>", table[: table.index("</table>")], re.DOTALL)[1:]
    cells = [[html.unescape(cell).strip() for cell in re.findall(r">([^<>]+)</t[hd]>", row)] for row in rows]
    return {name: f"{answer}: {source}" for name, answer, source in cells}


def test_every_value_names_its_submission(enquire: Enquire, browse: Browse) -> None:
    lead = accepted(enquire())
    reference = db.session.scalars(select(Submission.reference)).one()
    found = told(browse(rep_of(lead)), lead)
    assert found["Company"].startswith(f"Kaveri Pharma: “Contact sales”, version 1, reference {reference}, "), found
    assert len(found) == 10


def test_what_a_colleague_found_out_or_took_over_names_them(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire(MQL)
    client = browse(house.mary)
    post(client, f"/leads/{lead.id}/answers/employees", value="250")
    assert "entered by Mary Marketing, " in told(client, lead)["Number of employees"]
    accepted(lead)
    enquire({"company": "Kaveri Group"}, minutes_ago=0)
    rep = browse(rep_of(lead))
    assert post(rep, f"/leads/{lead.id}/proposals/1/taking").status_code == 303
    company = told(rep, lead)["Company"]
    assert "Kaveri Group" in company
    assert f"taken over by {rep_of(lead).name}, " in company
