"""Who may call what: every route, for every role and for a stranger, as its view declares."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.team.user import Role, User
from portal.web.shared.guards import Access, Policy, init_guards, public
from tests.support.browsing import anew, token_of
from tests.support.company import NOW
from tests.web.shared.conftest import Browser

pytestmark = pytest.mark.one_database
WRITES = ("POST", "PUT", "PATCH", "DELETE")


def routes(app: Flask) -> Iterator[tuple[Rule, str, str, Policy]]:
    """Every rule with each of its methods, an address that leads nowhere in particular, and its policy."""
    router = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: _value(rule, name) for name in rule.arguments}
        address = router.build(rule.endpoint, values, append_unknown=False)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule, method, address, app.view_functions[rule.endpoint].policy  # type: ignore[attr-defined]


def _value(rule: Rule, name: str) -> object:
    """A number that no row has; else the first choice, or any word."""
    kind = rule._converters[name]
    if type(kind).__name__ == "AnyConverter":
        return min(kind.items)  # type: ignore[attr-defined]
    return 10**9 if "Integer" in type(kind).__name__ else "x"


def ask(client: FlaskClient, method: str, address: str) -> TestResponse:
    return client.open(address, method=method)


def test_a_stranger_is_sent_to_sign_in_wherever_it_is_needed(app: Flask, enter: Browser) -> None:
    client = enter(None)
    for rule, method, address, policy in routes(app):
        answer = ask(client, method, address)
        where = answer.headers.get("Location", "")
        sent_away = answer.status_code == 303 and where.startswith("/login")
        expected = policy.access is Access.SIGNED_IN
        assert sent_away == expected or rule.endpoint == "auth.home", f"{method} {rule} {answer.status_code}"
        assert not (expected and method != "GET" and "next=" in where), "a lost POST begins again from its page"


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_policy_says(app: Flask, enter: Browser, role: Role) -> None:
    """Without a token, a write that is allowed ends as a 400; one that is not, as a 403."""
    client = enter(role)
    for rule, method, address, policy in routes(app):
        if rule.endpoint == "auth.logout":
            continue
        answer = ask(client, method, address)
        allowed = role is Role.ADMIN or not policy.roles or role in policy.roles
        named = f"{role} {method} {rule} {answer.status_code}"
        if not allowed:
            assert answer.status_code == (404 if policy.forms and role is Role.REP else 403), named
        elif method in WRITES and policy.access is not Access.PUBLIC:
            assert answer.status_code == 400, named
            assert "<h1" in answer.text, named
        else:
            assert answer.status_code not in (400, 403, 500), named


@pytest.mark.parametrize("role", Role)
def test_with_a_token_nothing_that_is_not_there_is_an_error(app: Flask, enter: Browser, role: Role) -> None:
    client = enter(role)
    data = {"csrf_token": token_of(client)}
    for rule, method, address, policy in routes(app):
        allowed = role is Role.ADMIN or not policy.roles or role in policy.roles
        if method != "POST" or not allowed or not rule.arguments:
            continue
        answer = client.post(address, data=data)
        assert answer.status_code in (303, 404, 405, 409, 410, 415, 422), f"{role} {rule} {answer.status_code}"


def test_what_somebody_may_not_see_is_not_there(app: Flask, enter: Browser) -> None:
    """A role that may open the page, an object that it may not see: 404, as for what does not exist."""
    client = enter(Role.REP)
    assert client.get("/leads/12345").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
    ],
)
def test_a_write_from_another_site_is_refused_even_with_a_token(enter: Browser, headers: dict[str, str]) -> None:
    client = enter(Role.REP)
    data = {"csrf_token": token_of(client)}
    assert client.post("/logout", data=data, headers=headers).status_code == 403
    assert client.get("/account").status_code == 200
    assert client.post("/logout", data=data, headers={"Origin": "http://localhost"}).status_code == 303


@pytest.mark.parametrize("token", [None, "", "x", "IjEi.x.y"])
def test_a_write_without_its_token_gets_a_page_that_says_what_to_do(enter: Browser, token: str | None) -> None:
    client = enter(Role.REP)
    answer = client.post("/logout", data={} if token is None else {"csrf_token": token})
    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert client.get("/account").status_code == 200


def test_the_token_of_somebody_else_is_none(enter: Browser) -> None:
    other = token_of(enter(Role.MANAGER))
    assert enter(Role.REP).post("/logout", data={"csrf_token": other}).status_code == 400


def test_a_list_that_updates_itself_is_sent_to_sign_in_as_a_whole(enter: Browser) -> None:
    answer = enter(None).get("/inbox", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login")


def test_a_view_without_a_policy_stops_the_start() -> None:
    bare = Flask("bare")
    room = Blueprint("room", __name__)

    @room.get("/open")
    def forgotten() -> str:
        return "open to all"

    bare.register_blueprint(room)
    with pytest.raises(RuntimeError, match="forgotten"):
        init_guards(bare)


def test_a_view_with_a_policy_does_not() -> None:
    ready = Flask("ready")
    ready.add_url_rule("/open", "open", public()(lambda: "open to all"))
    init_guards(ready)
    assert ready.test_client().get("/open").text == "open to all"


def test_somebody_disabled_is_a_stranger_at_once(enter: Browser, people: dict[Role, User]) -> None:
    client = enter(Role.REP)
    assert client.get("/account").status_code == 200
    anew()
    people[Role.REP].disabled_at = NOW
    db.session.commit()
    assert client.get("/account").status_code == 303
