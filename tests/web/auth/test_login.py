"""The door: who gets in, what the answers tell, and where they lead."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Config
from portal.app import create_app
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.event import Event
from portal.models.team.session import UserSession
from portal.models.team.user import User
from portal.services.team import accounts
from portal.web.auth.paths import local_path
from portal.web.shared.clock import utcnow
from tests.support.browsing import PASSWORD, anew, post, sign_in, token_of
from tests.support.databases import Database
from tests.support.portal import SECRET

NOT_HERS = "not the password"
WRONG = "The email address or the password is not right."


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    return found.value if found else ""


def try_in(client: FlaskClient, email: str, password: str = NOT_HERS) -> str:
    """The answer without what differs from page to page: the token, and what was typed."""
    page = post(client, "/login", email=email, password=password).text
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace(email, "…")


def test_strangers_are_asked_to_sign_in_and_brought_back(client: FlaskClient, rita: User) -> None:
    sent = client.get("/account/hours?x=1")
    assert (sent.status_code, sent.location) == (303, "/login?next=/account/hours?x%3D1")
    answer = client.post(sent.location, data=fields(client, rita))
    assert (answer.status_code, answer.location) == (303, "/account/hours?x=1")


def fields(client: FlaskClient, user: User, password: str = PASSWORD) -> dict[str, str]:
    return {"csrf_token": token_of(client), "email": user.email, "password": password}


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_get_the_same_answer(
    app: Flask, ada: User, rita: User
) -> None:
    known = try_in(app.test_client(), rita.email)
    unknown = try_in(app.test_client(), "nobody@baton.example.com")
    begin_write()
    accounts.disable(rita, by=ada, now=utcnow())
    db.session.commit()
    disabled = try_in(app.test_client(), rita.email, PASSWORD)
    assert known == unknown == disabled
    assert WRONG in known


def test_the_address_is_kept_and_the_password_is_not(client: FlaskClient, rita: User) -> None:
    answer = post(client, "/login", email=rita.email, password="not the password")
    assert answer.status_code == 422
    assert "<title>Error: Sign in" in answer.text
    assert f'value="{rita.email}"' in answer.text
    assert "not the password" not in answer.text


def test_an_empty_form_names_both_fields(client: FlaskClient, ada: User) -> None:
    answer = post(client, "/login", email="", password="")
    assert answer.status_code == 422
    assert "Enter your email address." in answer.text
    assert "Enter your password." in answer.text


@pytest.mark.parametrize("email", ["a\x00b@c.example.com", "x" * 300, "<script>alert(1)</script>", "ü@" * 40])
def test_odd_addresses_are_answered_in_words(client: FlaskClient, ada: User, email: str) -> None:
    answer = post(client, "/login", email=email, password="x\x00y")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_a_planted_session_is_of_no_use(client: FlaskClient, rita: User) -> None:
    client.get("/login")
    planted = cookie(client)
    sign_in(client, rita)
    assert cookie(client) != planted
    stranger = client.application.test_client()
    stranger.set_cookie("session", planted)
    assert stranger.get("/account").status_code == 303


def test_what_stood_in_the_session_before_is_gone(client: FlaskClient, rita: User) -> None:
    token = token_of(client)
    with client.session_transaction() as session:
        session["planted"] = "yes"
    client.post("/login", data={"csrf_token": token, "email": rita.email, "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session
    assert client.post("/logout", data={"csrf_token": token}).status_code == 400


def test_every_sign_in_is_a_session_of_its_own(app: Flask, rita: User) -> None:
    for _ in range(2):
        sign_in(app.test_client(), rita)
    anew()
    hashes = db.session.scalars(select(UserSession.token_hash)).all()
    assert len(set(hashes)) == 2


def test_signing_out_ends_the_session_on_the_server(rep: FlaskClient) -> None:
    copied = cookie(rep)
    assert post(rep, "/logout").location == "/login"
    thief = rep.application.test_client()
    thief.set_cookie("session", copied)
    assert thief.get("/account").status_code == 303


def test_looking_at_logout_signs_nobody_out(rep: FlaskClient) -> None:
    assert rep.get("/logout").status_code == 405
    assert rep.head("/logout").status_code == 405
    assert rep.get("/account").status_code == 200


def test_an_hour_without_use_ends_it(client: FlaskClient, rita: User) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        sign_in(client, rita)
        clock.shift(timedelta(minutes=59))
        assert client.get("/account").status_code == 200
        clock.shift(timedelta(minutes=59))
        assert client.get("/account").status_code == 200
        clock.shift(timedelta(minutes=60))
        assert client.get("/account").status_code == 303


def test_twelve_hours_end_it_however_busy(client: FlaskClient, rita: User) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        sign_in(client, rita)
        for _ in range(23):
            clock.shift(timedelta(minutes=30))
            assert client.get("/account").status_code == 200
        clock.shift(timedelta(minutes=30))
        assert client.get("/account").status_code == 303


def test_a_disabled_account_is_out_with_the_next_request(rep: FlaskClient, ada: User, rita: User) -> None:
    begin_write()
    accounts.disable(rita, by=ada, now=utcnow())
    db.session.commit()
    assert rep.get("/account").status_code == 303


def test_without_a_token_nothing_is_done_and_a_page_says_so(client: FlaskClient, rita: User) -> None:
    answer = client.post("/login", data={"email": rita.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert "Error 400" in answer.text
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
def test_posts_from_other_sites_are_refused(client: FlaskClient, rita: User, headers: dict[str, str]) -> None:
    answer = client.post("/login", data=fields(client, rita), headers=headers)
    assert answer.status_code == 403


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient, rita: User) -> None:
    answer = sign_in(client, rita)
    set_cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    assert "Domain=" not in set_cookie


@pytest.mark.one_database
def test_behind_https_the_cookie_is_bound_to_this_host(database: Database) -> None:
    settings = Config(
        BASE_URL="https://leads.example.com", SECRET_KEY=SECRET, DATABASE_URL=database.url, PASSWORD_COST="test"
    )
    secure = create_app(settings)
    answer = secure.test_client().get("/login", base_url="https://leads.example.com")
    set_cookie = answer.headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(set_cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert answer.headers["Cache-Control"] == "no-store"


def test_too_many_tries_have_to_wait_and_then_may_go_on(
    client: FlaskClient, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.application.config["BATON"], "RATE_LIMITS", True)
    with time_machine.travel(utcnow(), tick=False) as clock:
        tries = [post(client, "/login", email=rita.email, password="wrong one").status_code for _ in range(11)]
        assert tries == [422] * 10 + [429]
        refused = sign_in(client, rita)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
        assert "Too many tries" in refused.text
        assert f'value="{rita.email}"' in refused.text
        clock.shift(timedelta(minutes=30))
        assert sign_in(client, rita).status_code == 303


def test_tries_are_counted_for_names_that_nobody_has(
    client: FlaskClient, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.application.config["BATON"], "RATE_LIMITS", True)
    tries = [post(client, "/login", email="nobody@x.example.com", password="wrong").status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]


def test_coming_and_going_is_in_the_audit_log(client: FlaskClient, rita: User) -> None:
    sign_in(client, rita, "wrong")
    sign_in(client, rita)
    post(client, "/logout")
    anew()
    kinds = list(db.session.scalars(select(Event.kind).order_by(Event.id)))
    assert kinds == ["user.sign_in_failed", "user.signed_in", "session.ended"]


def test_whoever_is_in_needs_no_sign_in_page(rep: FlaskClient) -> None:
    assert rep.get("/login?next=/account/password").location == "/account/password"
    assert rep.get("/login").location == "/"


def test_the_start_page_leads_on_and_never_in_a_circle(rep: FlaskClient) -> None:
    first = rep.get("/")
    assert first.status_code == 303
    assert rep.get(first.location).status_code == 200


EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:///evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "http://127.0.0.1@evil.example/",
    "\r\nLocation: https://evil.example",
    "/ok\r\nSet-Cookie: a=b",
    "evil.example",
    "",
    "/\x00",
    "//[",
    "/\x7f/evil.example",
]


@pytest.mark.parametrize("address", EVIL)
def test_no_address_of_another_site_is_followed(client: FlaskClient, rita: User, address: str) -> None:
    assert local_path(address) is None
    answer = client.post("/login", query_string={"next": address}, data=fields(client, rita))
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("address", ["/inbox", "/leads/7?tab=story", "/a//b", "/?next=//evil.example", "/x#part"])
def test_paths_of_the_portal_are_followed(address: str) -> None:
    assert local_path(address) == address
