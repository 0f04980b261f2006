"""The admins' pages are for admins."""

import pytest
from flask.testing import FlaskClient

from portal.models.team.user import Role, User
from tests.support.browsing import let_in, post, sign_in
from tests.support.people import person

PAGES = [
    "/admin",
    "/admin/users",
    "/admin/users/new",
    "/admin/users/1",
    "/admin/users/1/disabling",
    "/admin/outbox",
    "/admin/outbox/1",
    "/admin/mailbox",
    "/admin/mailbox/x",
    "/admin/mailbox/x/html",
    "/admin/ledger",
    "/admin/organisation",
    "/admin/history",
]
ACTS = [
    "/admin/users/new",
    "/admin/users/1",
    "/admin/users/1/disabling",
    "/admin/users/1/enabling",
    "/admin/users/1/invitation",
    "/admin/users/1/sessions/end",
    "/admin/outbox/1/retry",
    "/admin/outbox/retries",
    "/admin/organisation",
]


def test_strangers_are_asked_to_sign_in(client: FlaskClient, ada: User) -> None:
    assert {client.get(page).status_code for page in PAGES} == {303}
    assert {post(client, act).status_code for act in ACTS} == {303}


@pytest.mark.parametrize("role", [Role.MARKETING, Role.MANAGER, Role.REP])
def test_other_roles_are_refused(client: FlaskClient, ada: User, role: Role) -> None:
    colleague = person("Colin Colleague", role)
    let_in(colleague)
    sign_in(client, colleague)
    assert {client.get(page).status_code for page in PAGES} == {403}
    assert {post(client, act).status_code for act in ACTS} == {403}


def test_an_admin_finds_pages_and_what_is_not_there_is_not_found(admin: FlaskClient) -> None:
    missing = {"/admin/outbox/1", "/admin/mailbox/x", "/admin/mailbox/x/html"}
    statuses = {page: admin.get(page).status_code for page in PAGES}
    assert statuses == {page: 404 if page in missing else 200 for page in PAGES}


def test_looking_changes_nothing(admin: FlaskClient, rita: User) -> None:
    for act in ("/admin/outbox/retries", f"/admin/users/{rita.id}/enabling", f"/admin/users/{rita.id}/sessions/end"):
        assert admin.get(act).status_code in {404, 405}


def test_nothing_is_done_without_a_token(admin: FlaskClient) -> None:
    assert {admin.post(act).status_code for act in ACTS} == {400}
