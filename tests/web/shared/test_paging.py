"""Pages by key: every row once, whatever is asked for."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from portal.models.base import db
from portal.models.team.user import Role
from portal.services.ops import history
from tests.support.company import NOW
from tests.web.shared.conftest import Browser

ROW = re.compile(r"subject-(\d+)(?!\d)")
LINK = re.compile(r'href="(/admin/history\?[^"]*(?:before|after)=\d+[^"]*)"')


@pytest.fixture
def admin(enter: Browser) -> FlaskClient:
    client = enter(Role.ADMIN)
    db.session.rollback()
    for number in range(120):
        history.record("user.changed", f"subject-{number}", now=NOW, actor=None)
    db.session.commit()
    return client


def walk(client: FlaskClient, start: str, direction: str) -> list[list[str]]:
    pages, address = [], start
    while address:
        html = client.get(address).text
        pages.append(list(dict.fromkeys(ROW.findall(html))))
        links = [unescape(link) for link in LINK.findall(html)]
        address = next((link for link in links if f"{direction}=" in link), "")
        assert len(pages) < 20
    return pages


def test_all_rows_are_met_once_forth_and_back(admin: FlaskClient) -> None:
    forth = walk(admin, "/admin/history", "before")
    met = [row for page in forth for row in page]
    assert [row for row in met if row.isdecimal()] == sorted(met, key=int, reverse=True)
    assert sorted(met, key=int) == [str(number) for number in range(120)]


@pytest.mark.parametrize("name", ["before", "after"])
@pytest.mark.parametrize("value", ["", "x", "-1", "0", "1.5", "9" * 40, "%00", "1e3", "٣", "NaN", "true"])
def test_nonsense_positions_are_no_error(admin: FlaskClient, name: str, value: str) -> None:
    assert admin.get(f"/admin/history?{name}={value}").status_code == 200
