"""Reset and invitation: links that only a POST uses up, and answers that tell strangers nothing."""

import re
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.message import Message
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.models.team.user import Role, User
from portal.services.team import accounts, links
from portal.services.team.accounts import Member
from portal.web.shared.clock import utcnow
from tests.support.browsing import PASSWORD, anew, post, sign_in
from tests.support.portal import SECRET

NEW = "quarry lantern 77 tide"


def reset_address(user: User) -> str:
    begin_write()
    link = links.send(user, LinkPurpose.RESET, secret=SECRET, now=utcnow())
    db.session.commit()
    return f"/password/reset/{links.token_of(link, SECRET)}"


def invitation_address(ada: User) -> str:
    begin_write()
    member = Member("Bert Boss", "bert@baton.example.com", frozenset({Role.MANAGER}), "Europe/Berlin")
    accounts.invite(member, by=ada, secret=SECRET, now=utcnow())
    db.session.commit()
    return f"/invitation/{links.token_of(db.session.scalars(select(OneTimeLink)).one(), SECRET)}"


def messages() -> int:
    anew()
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def bare(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_asking_is_answered_alike_for_known_and_unknown(client: FlaskClient, rita: User) -> None:
    answers = [post(client, "/password/forgot", email=email) for email in (rita.email, "nobody@baton.example.com")]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/password/sent")] * 2
    assert bare(client.get("/password/sent").text).count(rita.email) == 0
    assert messages() == 1


def test_the_same_writes_are_made_for_known_and_unknown(client: FlaskClient, rita: User) -> None:
    """So the answer takes as long; what was written for nobody is thrown away before the commit."""
    with client.application.app_context():
        engine = db.engine
    made: list[list[str]] = []
    for email in (rita.email, "nobody@baton.example.com"):
        writes: list[str] = []
        note = partial(_note, writes)
        event.listen(engine, "before_cursor_execute", note)
        post(client, "/password/forgot", email=email)
        event.remove(engine, "before_cursor_execute", note)
        made.append(writes)
    assert made[0] == made[1]
    assert "INSERT INTO one_time_link" in made[0]


def _note(writes: list[str], _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    if statement.startswith(("INSERT", "UPDATE", "DELETE")):
        writes.append(" ".join(statement.split()[:3]))


def test_an_empty_address_is_an_error_at_the_field(client: FlaskClient, ada: User) -> None:
    answer = post(client, "/password/forgot", email=" ")
    assert answer.status_code == 422
    assert "Error: Forgotten password" in answer.text


def test_looking_any_number_of_times_uses_nothing_up(client: FlaskClient, rita: User) -> None:
    address = reset_address(rita)
    for _ in range(3):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert sign_in(client, rita).status_code == 303


def test_a_new_password_replaces_the_old_one_and_ends_every_session(client: FlaskClient, rita: User) -> None:
    other = client.application.test_client()
    sign_in(other, rita)
    address = reset_address(rita)
    answer = post(client, address, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/login")
    assert other.get("/account").status_code == 303
    assert sign_in(client, rita).status_code == 422
    assert sign_in(client, rita, NEW).status_code == 303


def test_a_used_link_says_so_and_does_nothing(client: FlaskClient, rita: User) -> None:
    address = reset_address(rita)
    post(client, address, password=NEW)
    assert client.get(address).status_code == 410
    again = post(client, address, password="another quarry 99")
    assert again.status_code == 410
    assert "no longer works" in again.text
    assert sign_in(client, rita, NEW).status_code == 303


def test_an_easy_password_leaves_the_link_as_it_was(client: FlaskClient, rita: User) -> None:
    address = reset_address(rita)
    for easy, why in (
        ("short", "12 or more"),
        ("password1234", "first that are tried"),
        ("Northwind-2026", "your own"),
    ):
        answer = post(client, address, password=easy)
        assert answer.status_code == 422
        assert why in answer.text
        assert easy not in bare(answer.text)
    assert post(client, address, password=NEW).status_code == 303


def test_a_link_runs_out(client: FlaskClient, rita: User) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        address = reset_address(rita)
        clock.shift(timedelta(hours=1))
        assert client.get(address).status_code == 410
        assert post(client, address, password=NEW).status_code == 410


@pytest.mark.parametrize("address", ["/password/reset/x", "/invitation/x", "/password/reset/" + "a" * 500])
def test_a_made_up_token_opens_nothing(client: FlaskClient, ada: User, address: str) -> None:
    assert client.get(address).status_code == 410
    assert post(client, address, password=NEW, time_zone="UTC").status_code == 410


def test_a_reset_token_is_no_invitation(client: FlaskClient, rita: User) -> None:
    token = reset_address(rita).rpartition("/")[2]
    assert client.get(f"/invitation/{token}").status_code == 410


def test_without_a_token_of_the_form_a_link_is_not_used(client: FlaskClient, rita: User) -> None:
    address = reset_address(rita)
    assert client.post(address, data={"password": NEW}).status_code == 400
    assert client.get(address).status_code == 200


def test_an_invitation_lets_in_at_once(client: FlaskClient, ada: User) -> None:
    address = invitation_address(ada)
    page = client.get(address)
    assert "Welcome, Bert Boss" in page.text
    assert '<option value="Europe/Berlin" selected>' in page.text
    answer = post(client, address, password=NEW, time_zone="Asia/Tokyo")
    assert (answer.status_code, answer.location) == (303, "/account/hours")
    assert "Asia/Tokyo" in client.get("/account/hours").text
    assert client.get(address).status_code == 410


def test_an_invitation_keeps_what_was_chosen_when_the_password_is_easy(client: FlaskClient, ada: User) -> None:
    address = invitation_address(ada)
    answer = post(client, address, password="Boss-Bert-2026", time_zone="Asia/Tokyo")
    assert answer.status_code == 422
    assert '<option value="Asia/Tokyo" selected>' in answer.text
    refused = post(client, address, password=NEW, time_zone="Mars/Olympus")
    assert refused.status_code == 422
    assert "Choose a time zone from the list." in refused.text


def test_one_address_cannot_have_many_mails_sent(
    client: FlaskClient, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.application.config["BATON"], "RATE_LIMITS", True)
    statuses = [post(client, "/password/forgot", email=rita.email).status_code for _ in range(21)]
    assert statuses == [303] * 20 + [429]
    assert messages() == 3


def test_the_password_before_still_works_until_the_link_is_used(client: FlaskClient, rita: User) -> None:
    post(client, "/password/forgot", email=rita.email)
    assert sign_in(client, rita, PASSWORD).status_code == 303
