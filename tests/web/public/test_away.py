"""The database does not answer, or has no room: a 503 that keeps everything typed (quality: nothing is lost)."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.models.base import db
from portal.web.public import taking, visits
from tests.support.company import COMPLETE, Company
from tests.support.visitor import Visitor

pytestmark = pytest.mark.one_database
ADDRESS = "/f/contact-sales"


def gone(*_arguments: object, **_keywords: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("the database has gone"))


def full(*_arguments: object, **_keywords: object) -> None:
    raise PoolTimeout("no connection is free")


@pytest.mark.parametrize("fault", [gone, full])
def test_typed_answers_come_back_with_a_503(
    visitor: Visitor, house: Company, monkeypatch: pytest.MonkeyPatch, fault: object
) -> None:
    page = visitor.open(ADDRESS)
    with monkeypatch.context() as broken:
        broken.setattr(taking, "begin_write", fault)
        answer = visitor.post(ADDRESS, COMPLETE, page)
    assert (answer.status, answer.response.headers["Retry-After"]) == (503, "5")
    assert "Nothing has been lost: your answers are below" in answer.html
    assert answer.controls["work_email"]["value"] == COMPLETE["work_email"]
    assert visitor.post(ADDRESS, COMPLETE, answer).status == 303


def test_even_the_look_up_of_the_form_may_fail(
    visitor: Visitor, house: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visitor.open(ADDRESS)
    with monkeypatch.context() as broken:
        broken.setattr(visits, "live", gone)
        answer = visitor.post(ADDRESS, COMPLETE, page)
    assert (answer.status, answer.controls["first_name"]["value"]) == (503, "Priya")


def test_form_that_this_process_has_never_shown_gets_the_plain_503(
    visitor: Visitor, house: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "live", gone)
    assert visitor.post("/f/never-seen", COMPLETE).status == 503


def test_transaction_that_dies_on_the_way_acknowledges_nothing(visitor: Visitor, house: Company, app: Flask) -> None:
    """A full disk makes SQLite roll everything back on its own: the visitor must not read "thank you" then."""
    page = visitor.open(ADDRESS)
    with app.app_context():
        engine = db.engine
    original = engine.dialect.do_release_savepoint

    def lose(connection: object, name: str) -> None:
        connection.exec_driver_sql("ROLLBACK")  # type: ignore[attr-defined]  # an engine connection
        original(connection, name)

    engine.dialect.do_release_savepoint = lose  # type: ignore[method-assign]
    try:
        answer = visitor.post(ADDRESS, COMPLETE, page)
    finally:
        engine.dialect.do_release_savepoint = original  # type: ignore[method-assign]
    assert answer.status == 503
    assert visitor.post(ADDRESS, COMPLETE, answer).status == 303
