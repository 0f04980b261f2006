"""Forms for programs: the same reader and intake as the pages, repeatable, and never an error of ours."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.forms.version import FormVersion
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.message import Message
from portal.reports.ledger import ledger
from portal.rules.agreement.verdict import Qualification
from portal.services.forms import publishing
from tests.support.browsing import anew
from tests.support.company import COMPLETE, NOW, Company

ADDRESS = "/api/v1/forms/contact-sales/submissions"
Db = scoped_session[Session]


def send(client: FlaskClient, key: str | None = None, **changes: object) -> TestResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(ADDRESS, json={"answers": {**COMPLETE, **changes}}, headers=headers)


def stored() -> int:
    anew()
    return db.session.scalar(select(func.count()).select_from(Submission)) or 0


def test_the_form_says_what_it_asks(client: FlaskClient, house: Company) -> None:
    answer = client.get("/api/v1/forms/contact-sales")
    document = answer.get_json()
    assert (answer.status_code, document["slug"], document["title"]) == (200, "contact-sales", "Talk to sales")
    fields = {field["key"]: field for step in document["steps"] for field in step["fields"]}
    assert list(fields) == list(COMPLETE)
    assert fields["work_email"] | {"help": ""} == {
        "key": "work_email",
        "type": "email",
        "label": fields["work_email"]["label"],
        "help": "",
        "required": True,
        "several": False,
        "unknown_allowed": False,
        "options": [],
        "show_if": None,
    }
    assert not fields["employees"]["required"], "an SQL key may stay blank"
    assert fields["employees"]["unknown_allowed"]
    assert {option["id"] for option in fields["interest"]["options"]} >= {"evaluation", "pricing"}


@pytest.mark.one_database
def test_the_schema_is_stored_nowhere_but_in_the_version(client: FlaskClient, house: Company, session: Db) -> None:
    """It names every field of the live version, in its order."""
    version = session.get_one(FormVersion, house.form.live_version_id)
    named = [field["key"] for step in json.loads(version.definition)["steps"] for field in step["fields"]]
    document = client.get("/api/v1/forms/contact-sales").get_json()
    assert [field["key"] for step in document["steps"] for field in step["fields"]] == named


def test_answers_become_a_routed_sql(client: FlaskClient, house: Company, session: Db) -> None:
    answer = client.post(ADDRESS, json={"answers": {**COMPLETE, "employees": 250}, "source": {"utm_source": "partner"}})
    assert answer.status_code == 201
    row = session.scalars(select(Submission)).one()
    assert (answer.get_json(), row.channel) == ({"reference": row.reference}, "api")
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.utm_source) == (Qualification.SQL, "partner")
    assert lead.owner_id in (house.rita.id, house.rob.id)
    assert ledger().difference == 0


def test_i_do_not_know_yet_is_true_and_its_false_says_nothing(client: FlaskClient, house: Company, session: Db) -> None:
    assert send(client, employees=None, **{"employees.unknown": True}).status_code == 201
    assert send(client, work_email="b@c.example", **{"employees.unknown": False}).status_code == 201
    first, second = session.scalars(select(Lead).order_by(Lead.id)).all()
    assert (first.qualification, second.qualification) == (Qualification.MQL, Qualification.SQL)


def test_the_same_key_and_answers_are_one_submission(client: FlaskClient, house: Company, session: Db) -> None:
    first, again = send(client, "k1"), send(client, "k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert stored() == 1
    offered = select(func.count()).select_from(Message).where(Message.kind == "lead-offered")
    assert session.scalar(offered) == 1


def test_the_same_key_with_other_answers_is_refused(client: FlaskClient, house: Company) -> None:
    send(client, "k1")
    answer = send(client, "k1", message="Something else.")
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.get_json()["error"]
    assert stored() == 1


@pytest.mark.one_database
def test_long_keys_that_begin_alike_differ(client: FlaskClient, house: Company) -> None:
    start = "k" * 300
    assert send(client, f"{start}1").status_code == send(client, f"{start}2").status_code == 201


def test_without_a_key_each_request_counts(client: FlaskClient, house: Company, session: Db) -> None:
    assert [send(client).status_code for _ in range(2)] == [201, 201]
    assert session.scalars(select(Submission.disposition).order_by(Submission.id)).all() == [
        Disposition.NEW_LEAD,
        Disposition.ATTACHED,
    ]


def test_what_is_wrong_is_said_by_key(client: FlaskClient, house: Company) -> None:
    answer = send(client, work_email="nowhere", employees="many", stage="won", lead_id=7)
    assert answer.status_code == 422
    keys = {error["key"] for error in answer.get_json()["errors"]}
    assert keys == {"work_email", "employees", "stage", "lead_id"}
    assert all(error["message"] for error in answer.get_json()["errors"])
    assert stored() == 0


@pytest.mark.one_database
@pytest.mark.parametrize(
    "name", ["owner_id", "accountable_id", "status", "qualification", "lead_id", "submission_id", "partial", "score"]
)
def test_nobody_outside_sets_owner_stage_status_score_or_lead(client: FlaskClient, house: Company, name: str) -> None:
    """Invariant 10 and trap 1."""
    assert send(client, **{name: "1"}).status_code == 422
    assert client.post(ADDRESS, json={"answers": COMPLETE, "source": {name: "1"}}).status_code == 422
    assert client.post(ADDRESS, json={"answers": COMPLETE, name: "1"}).status_code == 201
    anew()
    lead = db.session.scalars(select(Lead)).one()
    assert lead.owner_id in (house.rita.id, house.rob.id)
    assert lead.qualification is Qualification.SQL


def test_a_spam_suspect_gets_the_same_answer(client: FlaskClient, house: Company, session: Db) -> None:
    """Nobody learns what gives a machine away, and nothing follows (trap 9)."""
    answer = send(client, first_name="Buy at https://evil.example")
    assert answer.status_code == 201
    assert set(answer.get_json()) == {"reference"}
    assert session.scalars(select(Submission.disposition)).all() == [Disposition.QUARANTINED]
    assert session.scalars(select(Lead)).all() == []


def test_a_paused_form_takes_nothing(client: FlaskClient, house: Company, session: Db) -> None:
    publishing.pause(house.form, by=house.mary, now=NOW)
    session.commit()
    answer = send(client)
    assert answer.status_code == 410
    assert stored() == 0


@pytest.mark.one_database
@pytest.mark.parametrize("slug", ["none", "x" * 500, "%2e%2e", "contact-sales%00", "contact sales"])
def test_a_form_that_is_not_there(client: FlaskClient, house: Company, slug: str) -> None:
    for answer in (
        client.get(f"/api/v1/forms/{slug}"),
        client.post(f"/api/v1/forms/{slug}/submissions", json={"answers": {}}),
    ):
        assert answer.status_code == 404
        assert answer.mimetype == "application/json"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"answers=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"[" * 200_000, "application/json", 400),
        (b'{"a":' * 100_000, "application/json", 400),
        (b"9" * 5000, "application/json", 400),
        (b" " * 1_100_000, "application/json", 413),
        (b"null", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b'{"answers": []}', "application/json", 422),
        (b'{"answers": {}, "source": 7}', "application/json", 422),
        (b'{"answers": {"message": {"deep": 1}}}', "application/json", 422),
        (b'{"answers": {"message": [["a"]]}}', "application/json", 422),
        (b'{"answers": {"work_email": NaN}}', "application/json", 422),
        (b'{"answers": {"work_email": 1e999}}', "application/json", 422),
        (b'{"answers": {"\\ud800": "\\udfff"}}', "application/json", 422),
    ],
    ids=range(19),
)
def test_bodies_that_are_no_answers(client: FlaskClient, house: Company, body: bytes, kind: str, status: int) -> None:
    answer = client.post(ADDRESS, data=body, content_type=kind)
    assert answer.status_code == status
    assert answer.get_json()["error"]


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.just("x" * 20_000)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=5,
)
NAMES = st.one_of(st.sampled_from([*COMPLETE, "employees.unknown", "utm_source", "form_token", "_x", ""]), st.text())


@pytest.mark.one_database
def test_random_documents_are_taken_or_refused_and_never_an_error(
    client: FlaskClient, house: Company, session: Db
) -> None:
    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(
        st.one_of(
            VALUES,
            st.builds(lambda answers: {"answers": answers}, VALUES),
            st.builds(
                lambda answers, source: {"answers": {**COMPLETE, **answers}, "source": source},
                st.dictionaries(NAMES, VALUES, max_size=3),
                st.one_of(VALUES, st.dictionaries(NAMES, VALUES, max_size=2)),
            ),
        ),
        st.one_of(st.none(), st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=300)),
    )
    def sent(document: Any, key: str | None) -> None:
        headers = {} if key is None else {"Idempotency-Key": key}
        body = json.dumps(document)
        answer = client.post(ADDRESS, data=body, content_type="application/json", headers=headers)
        assert answer.status_code in (200, 201, 422), answer.status_code
        assert answer.mimetype == "application/json"

    sent()
    anew()
    counted = ledger()
    assert counted.difference == 0
    assert counted.submissions.parts["unjudged"] == 0


@pytest.mark.one_database
def test_the_description_tells_of_every_address(client: FlaskClient, house: Company) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    routes = {
        str(rule).replace("<", "{").replace(">", "}")
        for rule in client.application.url_map.iter_rules()
        if str(rule).startswith("/api/v1/forms")
    }
    assert set(document["paths"]) == routes
    assert document["servers"] == [{"url": "http://localhost"}]
