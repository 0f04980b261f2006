"""The numbers of a form: told with their sample, by version and source; honest when there are few or none."""

from collections import defaultdict

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.forms.count import Counted
from portal.services.forms.counting import Name, Sum, store
from portal.web.shared.clock import utcnow
from tests.support.company import Company
from tests.support.statements import statements
from tests.web.marketing.conftest import Browsers, settle

ADDRESS = "/forms/1/numbers"


def count(*sums: tuple[Counted, str, int], source: str = "fair") -> None:
    today = int(f"{utcnow():%Y%m%d}")
    rows: dict[Name, Sum] = defaultdict(Sum)
    for kind, name, times in sums:
        rows[1, today, kind, name, source].count += times
    settle()
    store(rows)
    settle()


@pytest.mark.one_database
def test_a_form_that_nobody_saw_says_so(marketer: FlaskClient) -> None:
    assert "Nothing was counted in this period" in marketer.get(ADDRESS).text


def test_rates_are_told_with_their_sample(marketer: FlaskClient) -> None:
    count((Counted.LOAD, "", 130), (Counted.VIEW, "", 100), (Counted.START, "", 50), (Counted.SUBMIT, "script", 40))
    count((Counted.LEFT, "phone", 8), (Counted.ERROR, "work_email", 5), (Counted.TIME, "60", 40))
    page = marketer.get(ADDRESS).text
    for words in ("50 % of the views", "80 % of those who began", "under 60 seconds", "of 40 sent", "30 more loads"):
        assert words in page, words
    assert ' class="num">16 %</td>' in page
    assert ' class="num">10 %</td>' in page


@pytest.mark.one_database
def test_few_are_counted_and_no_rate_is_told(marketer: FlaskClient) -> None:
    count((Counted.VIEW, "", 20), (Counted.START, "", 10), (Counted.SUBMIT, "script", 5), (Counted.TIME, "60", 5))
    page = marketer.get(ADDRESS).text
    assert "too few" in page
    assert "50 %" not in page


@pytest.mark.one_database
def test_source_version_and_dates_choose(marketer: FlaskClient) -> None:
    count((Counted.VIEW, "", 40), source="fair")
    count((Counted.VIEW, "", 60), source="")
    assert ">60<" in marketer.get(f"{ADDRESS}?source=-").text
    assert ">40<" in marketer.get(f"{ADDRESS}?source=fair&version=1").text
    assert "Nothing was counted" in marketer.get(f"{ADDRESS}?version=7").text
    assert "Nothing was counted" in marketer.get(f"{ADDRESS}?days=own&from=2020-01-01&to=2020-02-01").text


@pytest.mark.one_database
def test_the_queries_are_constant_and_reps_do_not_look(
    app: Flask, marketer: FlaskClient, browse: Browsers, house: Company
) -> None:
    count((Counted.VIEW, "", 1))
    marketer.get(ADDRESS)
    few = len(statements(app, lambda: marketer.get(ADDRESS)))
    for number in range(20):
        count((Counted.VIEW, "", 1), (Counted.LEFT, f"key_{number}", 1), source=f"source-{number}")
    assert len(statements(app, lambda: marketer.get(ADDRESS))) == few
    assert browse(house.sam).get(ADDRESS).status_code == 200
    assert browse(house.rita).get(ADDRESS).status_code == 404
