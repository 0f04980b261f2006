"""The short way to a form's first page gives the very answer of the usual one, and only while it holds."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.forms.count import Counted, FormCount
from portal.models.forms.form import Form
from portal.models.team.organisation import Organisation
from portal.services.forms import drafting, publishing
from portal.web.public import counting
from portal.web.public.express import OWN, Express
from portal.web.shared.clock import utcnow
from tests.support.company import COMPLETE, CONTACT, NOW, Company
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish
from tests.web.public.test_languages import GERMAN

FORM = "/f/contact-sales"


@pytest.fixture
def usual(app: Flask) -> FlaskClient:
    """Whoever brings a cookie is answered the usual way."""
    browser = app.test_client()
    browser.set_cookie("anything", "1")
    return browser


@pytest.fixture(params=["express", "usual"])
def either(request: pytest.FixtureRequest, client: FlaskClient, usual: FlaskClient) -> FlaskClient:
    return usual if request.param == "usual" else client


@pytest.fixture
def short(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TestResponse]]:
    """Asks when the usual way is closed."""

    def closed() -> None:
        raise AssertionError("this went the usual way")

    def ask(address: str = FORM, by: FlaskClient = client, **more: object) -> TestResponse:
        with monkeypatch.context() as patch:
            patch.setattr(app, "full_dispatch_request", closed)
            return by.open(address, **more)  # type: ignore[arg-type]

    yield ask
    assert isinstance(app.wsgi_app, Express)


def told(answer: TestResponse) -> tuple[dict[str, str], str]:
    """What an answer says, but for what is new in each: lengths, ids and tokens."""
    headers = {name: value for name, value in answer.headers if name not in OWN}
    return headers, re.sub(r'(name="form_token" value=)"[^"]+"', r"\1", answer.text)


@pytest.mark.parametrize("address", [FORM, f"{FORM}/embed"])
def test_both_ways_answer_the_same(
    house: Company, client: FlaskClient, usual: FlaskClient, short: Callable[..., TestResponse], address: str
) -> None:
    referrer = {"Referer": "https://blog.example/post?a=1&b=<2>", "User-Agent": "Mozilla/5.0"}
    client.get(address)
    express, long = short(address, headers=referrer), usual.get(address, headers=referrer)
    assert told(express) == told(long)
    assert {name for name, _ in express.headers} == {name for name, _ in long.headers}
    assert "frame-ancestors" in express.headers["Content-Security-Policy"]
    assert len(express.data) == express.content_length
    assert express.headers["X-Request-Id"] != short(address).headers["X-Request-Id"]


def test_what_the_short_way_gave_can_be_sent(house: Company, visitor: Visitor, client: FlaskClient) -> None:
    client.get(FORM)
    tokens = {visitor.open(FORM).token for _ in range(3)}
    assert len(tokens) == 3
    assert visitor.post(FORM, COMPLETE, visitor.open(FORM)).status == 303


def test_both_ways_are_counted(app: Flask, house: Company, either: FlaskClient) -> None:
    either.get(FORM)
    counting.flush(app)
    for agent in ("Mozilla/5.0", "Googlebot/2.1", ""):
        either.get(FORM, headers={"User-Agent": agent})
    before = loads(app)
    counting.flush(app)
    assert loads(app) == before + 1


def loads(app: Flask) -> int:
    with app.app_context():
        counts = select(FormCount.count).where(FormCount.kind == Counted.LOAD)
        return sum(db.session.scalars(counts))


def test_what_changes_is_seen_at_once(app: Flask, house: Company, client: FlaskClient) -> None:
    def page() -> str:
        return client.get(FORM).text

    assert "Talk to sales" in page()
    with app.app_context():
        form, by = db.session.get_one(Form, house.form.id), house.mary
        page_of = replace(CONTACT.page, title="Speak with us")
        drafting.save(form, replace(CONTACT, page=page_of), rev=form.draft_rev, by=by, now=NOW)
        publishing.publish(form, rev=form.draft_rev, by=by, now=NOW)
        db.session.commit()
    assert "Speak with us" in page()
    with app.app_context():
        db.session.execute(update(Organisation).values(name="Nordwind"))
        db.session.commit()
    assert "Nordwind" in page()
    with app.app_context():
        db.session.execute(update(Form).values(paused_at=utcnow()))
        db.session.commit()
    assert "Speak with us" not in page()


@pytest.mark.parametrize("more", [{"query_string": "company=Acme"}, {"method": "HEAD"}, {"method": "OPTIONS"}])
def test_whatever_is_special_goes_the_usual_way(
    house: Company, client: FlaskClient, short: Callable[..., TestResponse], more: dict[str, object]
) -> None:
    client.get(FORM)
    with pytest.raises(AssertionError, match="usual way"):
        short(**({"address": FORM} | more))


def test_a_translated_form_is_shown_to_each_in_their_language(
    publish: Publish, client: FlaskClient, short: Callable[..., TestResponse]
) -> None:
    publish(GERMAN)
    german = {"Accept-Language": "de-DE,de;q=0.9"}
    for _ in range(2):
        assert '<html lang="de"' in client.get("/f/our-form", headers=german).text
        assert '<html lang="en"' in client.get("/f/our-form").text
    assert '<html lang="en"' in short("/f/our-form").text


def test_whoever_brings_a_cookie_goes_the_usual_way(
    house: Company, client: FlaskClient, usual: FlaskClient, short: Callable[..., TestResponse]
) -> None:
    client.get(FORM)
    with pytest.raises(AssertionError, match="usual way"):
        short(by=usual)


@pytest.mark.one_database
def test_without_a_database_the_usual_way_says_so(app: Flask, house: Company, client: FlaskClient) -> None:
    client.get(FORM)
    with app.app_context():
        db.session.execute(text("ALTER TABLE form RENAME TO mislaid"))
        db.session.commit()
    try:
        answer = client.get(FORM)
    finally:
        with app.app_context():
            db.session.execute(text("ALTER TABLE mislaid RENAME TO form"))
            db.session.commit()
    assert answer.status_code == 503


@pytest.mark.parametrize("odd", ["http://[", "javascript:alert(1)", "https://x.example/\x7f" * 300])
def test_pages_to_come_from_may_be_anything(house: Company, either: FlaskClient, odd: str) -> None:
    either.get(FORM)
    assert either.get(FORM, headers={"Referer": odd, "Host": "a b<c>"}).status_code == 200


@pytest.mark.one_database
def test_a_foreign_host_is_neither_repeated_nor_answered(
    app: Flask, house: Company, either: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    either.get(FORM)
    assert "evil.example" not in either.get(FORM, headers={"Host": "evil.example"}).text
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost"])
    assert either.get(FORM, headers={"Host": "evil.example"}).status_code == 400
    assert either.get(FORM).status_code == 200
