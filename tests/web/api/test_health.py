"""For monitors: alive, ready, and the figures for whoever has the token."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from portal.app import create_app
from portal.models.base import db
from portal.models.ops.heartbeat import Heartbeat
from portal.reports import health
from tests.cli.conftest import settings
from tests.support.answering import enquiry
from tests.support.company import Company
from tests.support.statements import statements

Db = scoped_session[Session]


def beat(session: Db, ago: float = 0) -> None:
    now = datetime.now(UTC) - timedelta(seconds=ago)
    session.add(Heartbeat(worker="here:1", started_at=now, beat_at=now))
    session.commit()


def gone(*_arguments: object, **_more: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("away"))


def test_alive_asks_nothing(app: Flask, client: FlaskClient) -> None:
    assert statements(app, lambda: client.get("/healthz")) == []
    assert client.get("/healthz").text == "ok\n"


def test_ready_with_a_worker_and_the_newest_migration(client: FlaskClient, session: Db) -> None:
    beat(session)
    answer = client.get("/readyz")
    found = answer.get_json()
    assert (answer.status_code, [part["ok"] for part in found.values()]) == (200, [True] * 4), found


def test_not_ready_while_no_worker_lives(client: FlaskClient, session: Db) -> None:
    beat(session, ago=90)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["worker"]["ok"]) == (503, False)


def test_not_ready_while_mail_is_late(client: FlaskClient, session: Db, house: Company) -> None:
    beat(session)
    enquiry(house)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["mail"]["ok"]) == (503, False)


@pytest.mark.one_database
def test_a_database_that_is_away_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "readiness", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["database"]["ok"]) == (503, False)


def test_figures_are_for_whoever_has_the_token(app: Flask, session: Db, house: Company) -> None:
    enquiry(house)
    told = create_app(settings(DATABASE_URL=app.config["SQLALCHEMY_DATABASE_URI"], METRICS_TOKEN="a-token"))
    try:
        client = told.test_client()
        for authorization in ("", "a-token-not", "Bearer wrong", "Bearer é"):
            assert client.get("/metrics", headers={"Authorization": authorization}).status_code == 404
        text = client.get("/metrics", headers={"Authorization": "Bearer a-token"}).text
    finally:
        with told.app_context():
            db.engine.dispose()
    assert 'baton_submissions{disposition="new_lead"} 1.0' in text
    assert 'baton_open_leads{status="offered"} 1.0' in text
    assert "kaveri" not in text


def test_without_a_token_there_are_no_figures(client: FlaskClient) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
