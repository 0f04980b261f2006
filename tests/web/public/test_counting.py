"""What visitors do is counted without cookies, in batches, and without bots; a GET never writes."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.forms.count import Counted, FormCount
from portal.reports.form_numbers import Chosen, Numbers, numbers
from portal.reports.period import Period
from portal.web.public.counting import COUNTS, flush
from portal.web.shared.clock import utcnow
from tests.support.company import COMPLETE, DEMO, Company
from tests.support.statements import statements
from tests.support.visitor import Visitor
from tests.web.public.conftest import Publish

FORM = "/f/our-form"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
FIRST = {key: COMPLETE[key] for key in ("work_email", "first_name", "last_name", "company")}
SECOND = {key: COMPLETE[key] for key in ("job_title", "phone", "employees", "annual_revenue", "interest")}
FROM_FAIR = f"{FORM}?utm_source=fair"


@pytest.fixture(autouse=True)
def counted_from_nothing(app: Flask) -> None:
    app.extensions.pop(COUNTS, None)


def tell(client: FlaskClient, kind: str, name: str = "", *, version: str = "1", **headers: str) -> TestResponse:
    told = {"kind": kind, "name": name, "version": version, "source": "fair"}
    return client.post(f"{FORM}/seen", data=told, headers={**BROWSER, **headers})


def found(app: Flask) -> Numbers:
    flush(app)
    with app.app_context():
        today = utcnow().date()
        return numbers(Chosen(1, Period(today, today)))


def test_a_visit_is_counted_from_the_view_to_the_sent_form(
    client: FlaskClient, visitor: Visitor, publish: Publish, app: Flask
) -> None:
    publish(DEMO)
    page = visitor.open(FROM_FAIR, headers=BROWSER)
    assert (tell(client, "view").status_code, tell(client, "start").status_code) == (204, 204)
    by_script = {"_seen": "1", "_go": "next"}
    wrong = visitor.post(FORM, {**FIRST, "work_email": "", **by_script}, page, headers=BROWSER)
    assert wrong.status == 422
    onward = visitor.post(FORM, {**FIRST, **by_script}, wrong, headers=BROWSER)
    second = visitor.open(onward.response.headers["Location"], headers=BROWSER, follow_redirects=True)
    sent = visitor.post(FORM, {**SECOND, **by_script}, second, headers=BROWSER)
    assert "/thanks/" in sent.response.headers["Location"]
    seen = found(app)
    total = seen.total
    assert (total.loads, total.views, total.starts, total.finished, total.submits) == (1, 1, 1, 1, 1)
    assert (seen.pages, seen.fields["work_email"].errors, seen.timed) == ({1: 1}, 1, 1)
    assert list(seen.by_source) == ["fair"]
    assert list(seen.by_version) == [1]


def test_sums_of_several_batches_add_up(client: FlaskClient, publish: Publish, app: Flask) -> None:
    publish(DEMO)
    for _ in range(3):
        tell(client, "left", "company")
        flush(app)
    with app.app_context():
        row = db.session.scalars(select(FormCount)).one()
        assert (row.kind, row.name, row.source, row.count) == (Counted.LEFT, "company", "fair", 3)


@pytest.mark.one_database
@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "curl/8.5", "Mozilla/5.0 HeadlessChrome/140.0"])
def test_bots_are_left_out(client: FlaskClient, publish: Publish, app: Flask, agent: str) -> None:
    publish(DEMO)
    visitor, program = Visitor(client), {"User-Agent": agent}
    page = visitor.open(FORM, headers=program)
    tell(client, "view", **program)
    wrong = visitor.post(FORM, {**FIRST, **SECOND, "work_email": ""}, page, headers=program)
    assert visitor.post(FORM, {**FIRST, **SECOND}, page, headers=program).status == 303
    seen = found(app)
    assert (wrong.status, seen.total.loads, seen.total.views, seen.total.submits, seen.fields) == (422, 0, 0, 0, {})


@pytest.mark.one_database
def test_nonsense_and_other_sites_are_not_counted(client: FlaskClient, publish: Publish, app: Flask) -> None:
    publish(DEMO)
    for kind, name, version in (
        ("submit", "", "1"),
        ("left", "no_such_question", "1"),
        ("view", "", "999"),
        ("view", "", "x"),
    ):
        assert tell(client, kind, name, version=version).status_code == 204
    assert tell(client, "view", **{"Sec-Fetch-Site": "cross-site"}).status_code == 204
    assert client.post(f"{FORM}/seen", data={"kind": "view", "version": "1" * 2000}).status_code == 413
    flush(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FormCount)) == 0


@pytest.mark.one_database
def test_looking_at_a_form_writes_nothing(client: FlaskClient, house: Company, app: Flask) -> None:
    client.get("/f/contact-sales", headers=BROWSER)
    asked = statements(app, lambda: client.get("/f/contact-sales", headers=BROWSER))
    assert [sql for sql in asked if not sql.lstrip().upper().startswith("SELECT")] == []


@pytest.mark.one_database
def test_suspects_and_repeats_are_no_sent_forms(visitor: Visitor, house: Company, app: Flask) -> None:
    page = visitor.open("/f/contact-sales", headers=BROWSER)
    visitor.post("/f/contact-sales", {**COMPLETE, "_homepage": "x"}, page, headers=BROWSER)
    fresh = visitor.open("/f/contact-sales", headers=BROWSER)
    for _ in range(2):
        visitor.post("/f/contact-sales", COMPLETE, fresh, headers=BROWSER)
    assert found(app).total.submits == 1


@pytest.mark.one_database
def test_sources_that_somebody_invents_do_not_fill_the_table(client: FlaskClient, publish: Publish, app: Flask) -> None:
    publish(DEMO)
    for number in range(100):
        told = {"kind": "view", "name": "", "version": "1", "source": f"invented-{number}"}
        client.post(f"{FORM}/seen", data=told, headers=BROWSER)
    counted = found(app)
    assert (counted.total.views, len(counted.by_source)) == (100, 61)
