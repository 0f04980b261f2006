"""Errors are pages in plain words that show nothing of the inside; programs get them as JSON."""

import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.models import engine
from portal.rules.refusal import Refusal
from portal.web.shared import errors
from tests.support.company import Company

pytestmark = pytest.mark.one_database
SECRET_WORDS = "priya.raman@kaveri.example"
INSIDE = ("Traceback", "sqlalchemy", "sqlite", "portal/", "SELECT", SECRET_WORDS, "werkzeug", "flask")


@pytest.fixture
def answer_with(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Let the sign-in page end with that error. Outside of testing, as in production, it is answered and not raised."""
    monkeypatch.setattr(app, "testing", False)

    def arrange(error: BaseException) -> None:
        def broken(*_arguments: object, **_more: object) -> str:
            raise error

        broken.policy = app.view_functions["auth.login"].policy  # type: ignore[attr-defined]
        monkeypatch.setitem(app.view_functions, "auth.login", broken)

    return arrange


def database_error(kind: type[Exception]) -> Exception:
    return kind(f"SELECT * FROM lead WHERE email = '{SECRET_WORDS}'", {"email": SECRET_WORDS}, Exception("broken"))  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(SECRET_WORDS),
        KeyError(SECRET_WORDS),
        RecursionError(),
        database_error(IntegrityError),
        database_error(ProgrammingError),
    ],
)
def test_an_unexpected_error_shows_nothing_of_the_inside(
    client: FlaskClient, answer_with: Callable[[BaseException], None], error: BaseException
) -> None:
    answer_with(error)
    answer = client.get("/login")
    assert answer.status_code == 500
    assert "<h1" in answer.text
    assert not [word for word in INSIDE if word in answer.text]


@pytest.mark.parametrize("error", [database_error(OperationalError), PoolTimeout("no connection")])
def test_a_database_that_is_away_asks_to_come_again(
    client: FlaskClient, answer_with: Callable[[BaseException], None], error: Exception
) -> None:
    answer_with(error)
    answer = client.get("/login")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert not [word for word in INSIDE if word in answer.text]


def test_a_locked_database_asks_to_come_again(
    app: Flask, client: FlaskClient, house: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For real: somebody else holds the write lock for longer than anybody waits."""
    page = client.get("/login").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 200)
    holder = sqlite3.connect(path, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        answer = client.post("/login", data={"csrf_token": token, "email": "a@b.example", "password": "x"})
    finally:
        holder.rollback()
        holder.close()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_refusal_is_its_sentence(client: FlaskClient, answer_with: Callable[[BaseException], None]) -> None:
    answer_with(Refusal("Somebody else accepted this lead <first>."))
    answer = client.get("/login")
    assert answer.status_code == 409
    assert "Somebody else accepted this lead &lt;first&gt;." in answer.text


@pytest.mark.parametrize("code", [400, 403, 404, 405, 406, 409, 410, 413, 415, 418, 422, 429, 500, 501, 503])
def test_every_status_has_a_page(app: Flask, client: FlaskClient, answer_with: object, code: int) -> None:
    def broken() -> str:
        abort(code)

    broken.policy = app.view_functions["auth.login"].policy  # type: ignore[attr-defined]
    app.view_functions["auth.login"], kept = broken, app.view_functions["auth.login"]
    try:
        answer = client.get("/login")
    finally:
        app.view_functions["auth.login"] = kept
    assert answer.status_code == code
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/openapi.json", 405),
        ("GET", "/api/v1/forms/none", 404),
    ],
)
def test_programs_get_errors_as_json(client: FlaskClient, house: Company, method: str, path: str, code: int) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (code, "application/json")
    assert answer.get_json()["error"]


def test_pages_of_errors_ask_nothing_of_the_database(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: object, **_more: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr("portal.models.base.db.session.execute", gone)
    monkeypatch.setattr("portal.models.base.db.session.scalars", gone)
    with app.test_request_context("/anything"):
        for code in sorted(errors.PAGES):
            body, status = errors.page(code)
            assert status == code
            assert "<h1" in str(body)
