"""The drift board, and the upgrade in one click (X11)."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.rules.agreement.terms import AgreedKey, Level
from tests.support.browsing import post
from tests.support.company import KEYS, TERMS, Company, agree
from tests.web.marketing.conftest import Browsers, settle

pytestmark = pytest.mark.one_database
MORE = replace(TERMS, keys=(*TERMS.keys, AgreedKey(KEYS["timeframe"], Level.SQL)), note="And when")


def renew(house: Company) -> None:
    settle()
    agree(MORE, house.mary, house.sam)
    settle()


def test_the_board_says_what_changes_and_drafts_it(marketer: FlaskClient, house: Company) -> None:
    assert "Every live form was published under version 1" in marketer.get("/forms/drift").text
    renew(house)
    page = marketer.get("/forms/drift").text
    assert "is not on the form." in page
    assert "Late" in page  # the company's agreement came into force long before today
    assert "See what changes" in marketer.get("/forms").text
    answer = post(marketer, "/forms/1/upgrade")
    assert (answer.status_code, answer.location) == (303, "/forms/1/publish")
    assert "timeframe" not in marketer.get("/f/contact-sales").text
    assert "on every way through the form" in marketer.get("/forms/1/publish").text
    settle()
    rev = db.session.scalars(select(Form.draft_rev)).one()
    assert post(marketer, "/forms/1/publish", rev=rev).status_code == 303
    assert "timeframe" in marketer.get("/f/contact-sales").text
    assert "See what changes" not in marketer.get("/forms").text


def test_all_upgrades_are_drafted_at_once(marketer: FlaskClient, house: Company) -> None:
    renew(house)
    assert "Draft all upgrades" in marketer.get("/forms/drift").text
    answer = post(marketer, "/forms/drift/upgrades")
    assert (answer.status_code, answer.location) == (303, "/forms/drift")
    assert "1 upgrade is drafted" in marketer.get("/forms/drift").text


def test_managers_look_and_reps_do_not(marketer: FlaskClient, house: Company, browse: Browsers) -> None:
    renew(house)
    manager = browse(house.sam)
    page = manager.get("/forms/drift")
    assert page.status_code == 200
    assert "Draft the upgrade" not in page.text
    assert post(manager, "/forms/1/upgrade").status_code == 403
    assert post(manager, "/forms/drift/upgrades").status_code == 403
    assert browse(house.rita).get("/forms/drift").status_code == 404
