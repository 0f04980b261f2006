"""The organisation's settings, the audit log, the overview."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.heartbeat import Heartbeat
from portal.models.team.user import Role, User
from portal.services.ops import history
from portal.services.team import setup
from portal.web.shared.clock import utcnow
from tests.support.browsing import anew, let_in, post
from tests.support.people import person


def wanted(ada: User, **changes: object) -> dict[str, object]:
    return {
        "name": "Northwind Traders",
        "website": "northwind.example.com",
        "privacy_url": "",
        "time_zone": "Europe/London",
        "default_country": "GB",
        "nurture_owner_id": ada.id,
        "custodian_id": ada.id,
        **changes,
    }


def test_settings_are_shown_and_saved(admin: FlaskClient, ada: User) -> None:
    anew()
    mary = person("Mary Marketing", Role.MARKETING)
    let_in(mary)
    assert 'value="Northwind Traders"' in admin.get("/admin/organisation").text
    answer = post(admin, "/admin/organisation", **wanted(ada, nurture_owner_id=mary.id))
    assert (answer.status_code, answer.location) == (303, "/admin/organisation")
    anew()
    saved = setup.organisation()
    assert (saved.website, saved.default_country, saved.nurture_owner_id) == (
        "https://northwind.example.com",
        "GB",
        mary.id,
    )
    assert '<option value="GB" selected>' in admin.get("/admin/organisation").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Enter the name."),
        ("website", "javascript:alert(1)", "Enter a web address"),
        ("privacy_url", "not a page", "Enter a web address"),
        ("time_zone", "Moon", "Choose a time zone from the list."),
        ("default_country", "ZZ", "Not a valid choice"),
        ("custodian_id", "999", "Not a valid choice"),
        ("nurture_owner_id", "", "Invalid"),
    ],
)
def test_what_cannot_be_saved_is_said_at_the_field(
    admin: FlaskClient, ada: User, field: str, typed: str, sentence: str
) -> None:
    answer = post(admin, "/admin/organisation", **wanted(ada, **{field: typed}))
    assert answer.status_code == 422
    assert "<title>Error: Organisation" in answer.text
    assert sentence in answer.text


def test_only_an_admin_is_custodian(admin: FlaskClient, ada: User, rita: User) -> None:
    assert post(admin, "/admin/organisation", **wanted(ada, custodian_id=rita.id)).status_code == 422
    assert post(admin, "/admin/organisation", **wanted(ada, nurture_owner_id=rita.id)).status_code == 422


def test_the_history_says_who_did_what(admin: FlaskClient, ada: User) -> None:
    page = admin.get("/admin/history").text
    assert "User: signed in" in page
    assert "Ada Admin" in page
    assert f'href="/admin/users/{ada.id}"' in page


def test_the_history_is_filtered_by_kind_and_person(admin: FlaskClient, ada: User, rita: User) -> None:
    begin_write()
    history.record("pool.renamed", "pool:1", now=utcnow(), actor=rita, data={"names": ["a", "b"], "by_hand": True})
    history.record("ledger.checked", "day:2026-11-02", now=utcnow(), actor=None)
    db.session.commit()

    def cells(query: str) -> list[str]:
        page = admin.get(f"/admin/history?{query}").text
        rows = page.partition("<tbody>")[2]
        return [kind for kind in ("Pool: renamed", "Ledger: checked", "User: signed in") if kind in rows]

    assert cells("") == ["Pool: renamed", "Ledger: checked", "User: signed in"]
    assert cells("kind=pool.renamed") == ["Pool: renamed"]
    assert cells(f"person={rita.id}") == ["Pool: renamed"]
    assert cells("person=0") == ["Ledger: checked"]
    assert cells(f"person={rita.id}&kind=user.signed_in") == []
    assert cells("kind=&person=") == ["Pool: renamed", "Ledger: checked", "User: signed in"]
    page = admin.get("/admin/history?kind=pool.renamed").text
    assert "names: a, b; by hand: True" in page
    assert '<option value="pool.renamed" selected>' in page
    assert "Nothing like that happened" in admin.get("/admin/history?kind=made.up").text


def test_a_long_history_comes_in_pages_that_keep_the_filter(admin: FlaskClient, ada: User) -> None:
    begin_write()
    for number in range(60):
        history.record("pool.renamed", f"pool:{number}", now=utcnow(), actor=ada)
    db.session.commit()
    page = admin.get("/admin/history?kind=pool.renamed").text
    older = page.partition("Older")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "kind=pool.renamed" in older
    assert "pool 9" in admin.get(older).text


def test_a_page_of_history_costs_the_same_however_long_it_is(admin: FlaskClient, ada: User) -> None:
    few = queries(admin, "/admin/history")
    begin_write()
    for number in range(200):
        history.record(f"pool.renamed{number}", "pool:1", now=utcnow(), actor=ada)
    db.session.commit()
    assert queries(admin, "/admin/history") == few


def queries(client: FlaskClient, address: str) -> int:
    counted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    with client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    assert client.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(counted)


def test_the_overview_tells_that_no_worker_runs(admin: FlaskClient, ada: User) -> None:
    assert "No worker is running" in admin.get("/admin").text
    begin_write()
    db.session.execute(delete(Heartbeat))
    db.session.add(Heartbeat(worker="here:1", started_at=utcnow(), beat_at=utcnow()))
    db.session.commit()
    page = admin.get("/admin").text
    assert "No worker is running" not in page
    assert "can sign in" in page
