"""Making the link that asks a prospect for what is missing."""

import re

import pytest
from flask.testing import FlaskClient

from tests.support.browsing import post
from tests.support.company import Company
from tests.web.sales.conftest import Browse, Enquire


@pytest.mark.one_database
def test_who_has_the_lead_makes_a_link_and_sees_its_address(
    house: Company, enquire: Enquire, browse: Browse, client: FlaskClient
) -> None:
    lead = enquire({"employees": ""}).id
    mary = browse(house.mary)
    page = mary.get(f"/leads/{lead}").text
    assert "A link that asks only for" in page
    assert "/complete/" not in page
    assert post(mary, f"/leads/{lead}/completion-link").status_code == 303
    address = re.search(r"http://localhost(/complete/[\w.-]+)", mary.get(f"/leads/{lead}").text)
    assert address is not None
    assert client.get(address[1]).status_code == 200


@pytest.mark.one_database
def test_others_and_hopeless_cases_are_refused(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead, small = enquire({"employees": ""}).id, enquire({"employees": "5", "work_email": "small@firm.example"}).id
    whole = enquire({"work_email": "whole@firm.example"}).id
    assert post(browse(house.rob), f"/leads/{lead}/completion-link").status_code == 404
    for hopeless in (small, whole):
        assert "A link that asks only for" not in browse(house.mary).get(f"/leads/{hopeless}").text
        assert post(browse(house.mary), f"/leads/{hopeless}/completion-link").status_code == 409
