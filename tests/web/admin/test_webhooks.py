"""Admins name other systems that are told what happens to leads."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.ops.webhook import Webhook
from portal.models.team.user import User
from tests.support.browsing import anew, post, sign_in

GIVEN = {"name": "Records", "url": "https://hooks.company.example/baton", "kinds": ["lead.created"], "form_id": ""}
pytestmark = pytest.mark.one_database


def stored() -> Webhook:
    anew()
    return db.session.scalars(select(Webhook)).one()


def test_one_is_made_changed_paused_and_removed(admin: FlaskClient) -> None:
    assert "No other system is told" in admin.get("/admin/webhooks").text
    assert post(admin, "/admin/webhooks/new", **GIVEN).location == "/admin/webhooks/1"
    page = admin.get("/admin/webhooks/1").text
    assert stored().secret in page
    assert "No call yet" in page
    assert 'value="https://hooks.company.example/baton"' in admin.get("/admin/webhooks/1/edit").text
    kinds = ["lead.created", "lead.accepted"]
    assert post(admin, "/admin/webhooks/1/edit", **{**GIVEN, "kinds": kinds}).status_code == 303
    assert stored().kinds == kinds
    before = stored().secret
    post(admin, "/admin/webhooks/1/secret")
    assert stored().secret != before
    post(admin, "/admin/webhooks/1/pause")
    assert "Paused" in admin.get("/admin/webhooks").text
    post(admin, "/admin/webhooks/1/resumption")
    assert "Remove Records?" in admin.get("/admin/webhooks/1/removal").text
    assert post(admin, "/admin/webhooks/1/removal").status_code == 303
    assert admin.get("/admin/webhooks/1").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "hooks.company.example"}, "This is not an address"),
        ({"url": "ftp://hooks.company.example"}, "This is not an address"),
        ({"url": "http://hooks.company.example"}, "must begin with https://"),
        ({"url": "https://name:word@hooks.company.example"}, "Leave the name and password out"),
        ({"url": "https://hooks.company.example:99999/"}, "This is not an address"),
        ({"name": " "}, "Enter a name."),
        ({"kinds": []}, "Choose at least one."),
        ({"kinds": ["lead.invented"]}, "lead.invented"),
    ],
)
def test_what_cannot_be_called_is_said_at_its_place(admin: FlaskClient, changes: dict[str, object], words: str) -> None:
    page = post(admin, "/admin/webhooks/new", **{**GIVEN, **changes})
    assert (page.status_code, words in page.text) == (422, True)
    assert "Error: " in page.text


def test_they_are_the_admins_alone(client: FlaskClient, rita: User) -> None:
    sign_in(client, rita)
    for path in ("/admin/webhooks", "/admin/webhooks/new", "/admin/webhooks/1"):
        assert client.get(path).status_code == 403
    assert post(client, "/admin/webhooks/1/calls/1/replay").status_code == 403
