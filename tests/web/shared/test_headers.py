"""Security headers on every kind of answer, and public pages that leave nothing in the browser."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.models.base import db
from portal.models.team.user import Role
from tests.cli.conftest import settings
from tests.support.browsing import let_in, sign_in
from tests.support.company import Company
from tests.web.shared.conftest import Browser

pytestmark = pytest.mark.one_database
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PUBLIC = ["/f/contact-sales", "/f/contact-sales/embed", "/api/v1/forms/contact-sales", "/healthz", "/readyz"]
Ask = Callable[[FlaskClient], TestResponse]
ANSWERS: dict[str, Ask] = {
    "page": lambda client: client.get("/login"),
    "form": lambda client: client.get("/f/contact-sales"),
    "redirect": lambda client: client.get("/inbox"),
    "not found": lambda client: client.get("/no/such/page"),
    "not allowed": lambda client: client.post("/healthz"),
    "refused": lambda client: client.post("/login", data={}),
    "static": lambda client: client.get("/static/css/app.css"),
    "static not found": lambda client: client.get("/static/no.css"),
    "json": lambda client: client.get("/api/v1/forms/contact-sales"),
    "json error": lambda client: client.get("/api/v1/forms/none"),
    "plain": lambda client: client.get("/healthz"),
    "options": lambda client: client.options("/login"),
    "head": lambda client: client.head("/login"),
    "too large": lambda client: client.post("/login", data={"email": "x" * 2_000_000}),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_has_the_headers(client: FlaskClient, house: Company, kind: str) -> None:
    with ANSWERS[kind](client) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Request-Id"]
    assert "Strict-Transport-Security" not in headers, "this portal is reached by http"
    assert headers.getlist("Content-Security-Policy") == [CSP]


def test_what_is_shown_to_signed_in_people_is_never_stored(enter: Browser) -> None:
    client = enter(Role.REP)
    for path in ("/account", "/inbox", "/leads", "/no/such/page", "/admin"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path


def test_static_files_with_their_version_stay_for_a_year(client: FlaskClient, house: Company) -> None:
    def kept(path: str) -> str:
        with client.get(path) as answer:
            return answer.headers.get("Cache-Control", "")

    assert kept("/static/css/app.css?v=abc") == "public, max-age=31536000, immutable"
    assert "immutable" not in kept("/static/css/app.css")
    assert "immutable" not in kept("/static/css/none.css?v=abc")


def test_style_sheets_and_scripts_are_packed_for_those_who_take_that(client: FlaskClient) -> None:
    def got(path: str, **headers: str) -> TestResponse:
        return client.get(path, headers={name.replace("_", "-"): text for name, text in headers.items()}, buffered=True)

    for path in ("/static/css/public.css?v=abc", "/static/js/form-logic.js"):
        plain, packed = got(path), got(path, Accept_Encoding="gzip, br")
        assert gzip.decompress(packed.data) == plain.data
        assert (packed.headers["Content-Encoding"], packed.headers["Content-Length"]) == ("gzip", str(len(packed.data)))
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        since = plain.headers["Last-Modified"]
        assert got(path, Accept_Encoding="gzip", If_Modified_Since=since).status_code == 304
    font = got("/static/vendor/inter/inter-5.3.0-latin.woff2", Accept_Encoding="gzip")
    assert "Content-Encoding" not in font.headers


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_know_no_session(client: FlaskClient, house: Company, path: str) -> None:
    answer = client.get(path)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_public_pages_are_the_same_for_somebody_signed_in(client: FlaskClient, house: Company) -> None:
    let_in(house.rita)
    assert sign_in(client, house.rita).status_code == 303
    answer = client.get("/f/contact-sales")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Rita" not in answer.text


def test_behind_https_browsers_are_told_to_stay_there(app: Flask, house: Company) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    secure = create_app(settings(DATABASE_URL=url, BASE_URL="https://leads.example.com"))
    try:
        answer = secure.test_client().get("/login", base_url="https://leads.example.com")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-session=")
        assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
        assert "Domain" not in cookie
    finally:
        with secure.app_context():
            db.engine.dispose()


def test_in_production_only_the_own_hosts_are_answered(app: Flask, house: Company) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    given = {"BATON_ENV": "production", "BASE_URL": "https://leads.example.com", "PASSWORD_COST": "standard"}
    strict = create_app(settings(DATABASE_URL=url, **given))
    try:
        client = strict.test_client()
        assert client.get("/healthz", base_url="https://leads.example.com").status_code == 200
        assert client.get("/healthz", base_url="https://evil.example").status_code == 400
    finally:
        with strict.app_context():
            db.engine.dispose()
