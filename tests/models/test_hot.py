"""Hot statements read and write what the same statements do by the session, on both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import bindparam, column, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import scoped_session

from portal.models.base import db, table_of
from portal.models.handoff.pool import AssignmentKind, Pool, WhenNobody
from portal.models.hot import Hot, hot_insert
from portal.models.intake.answer import AnswerRow
from portal.models.intake.company import Company
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.stored import as_stored, store_changes
from portal.models.team.user import Role, User
from portal.rules.questions.answer import AnswerState
from tests.support.people import person

Db = scoped_session[Session]
NOW = datetime(2026, 11, 2, 10, 30, 0, 123456, tzinfo=UTC)
COMPANY, POOL, EVENT = table_of(Company), table_of(Pool), table_of(Event)
AT_DOMAIN = Hot(select(COMPANY).where(COMPANY.c.domain == bindparam("domain")))
ACME = {"name": "Acme", "domain": "acme.example", "created_at": NOW}


@pytest.fixture
def sam(session: Db) -> User:
    return person("Sam Sales", Role.MANAGER)


def test_row_comes_back_as_it_was_written(session: Db) -> None:
    hot_insert(COMPANY).run(ACME)
    row = AT_DOMAIN.first({"domain": "acme.example"})
    assert (row.name, row.domain, row.created_at) == ("Acme", "acme.example", NOW)
    assert session.scalars(select(Company)).one().created_at == NOW


def test_nothing_found_is_none_and_an_empty_list(session: Db) -> None:
    nowhere = {"domain": "nowhere.example"}
    assert AT_DOMAIN.first(nowhere) is None
    assert AT_DOMAIN.scalar(nowhere) is None
    assert AT_DOMAIN.all(nowhere) == []


def test_columns_that_are_left_out_take_their_default(session: Db, sam: User) -> None:
    hot_insert(POOL).run({"name": "North", "manager_id": sam.id, "week": "{}", "created_at": NOW})
    pool = session.scalars(select(Pool)).one()
    assert (pool.kind, pool.when_nobody, pool.served, pool.time_zone) == (
        AssignmentKind.SALES,
        WhenNobody.HOLD,
        0,
        "UTC",
    )


def test_every_kind_of_value_keeps_its_type(session: Db) -> None:
    """Enumerations, JSON, numbers, days and truth, against what the session reads."""
    db.session.connection().exec_driver_sql(_without_foreign_keys())
    rows = [
        {"submission_id": 1, "key": "a", "state": AnswerState.ANSWERED, "text": "Ümläut"},
        {"submission_id": 1, "key": "b", "state": AnswerState.ANSWERED, "number": Decimal("12.5")},
        {"submission_id": 1, "key": "c", "state": AnswerState.ANSWERED, "day": date(2027, 1, 31)},
        {"submission_id": 1, "key": "d", "state": AnswerState.ANSWERED, "flag": False},
        {"submission_id": 1, "key": "e", "state": AnswerState.UNKNOWN},
        {"submission_id": 1, "key": "f", "state": AnswerState.ANSWERED, "choices": ["x", "y"]},
    ]
    answer = table_of(AnswerRow)
    hot_insert(answer).run_many(rows)
    query = select(answer).order_by(answer.c.key)
    assert [tuple(row) for row in Hot(query).all()] == [tuple(row) for row in session.execute(query)]
    session.rollback()


def _without_foreign_keys() -> str:
    """The answers of this test belong to no submission."""
    if db.engine.dialect.name == "sqlite":
        return "PRAGMA defer_foreign_keys=ON"
    return "SET session_replication_role = replica"


def test_number_of_the_new_row_is_given_back(session: Db) -> None:
    made = hot_insert(COMPANY, returning="id").scalar(ACME)
    assert session.get_one(Company, made).name == "Acme"


def test_row_that_is_there_already_is_left_as_it_is(session: Db) -> None:
    once = hot_insert(COMPANY, once=["domain"], returning="id")
    first = once.scalar(ACME)
    assert once.scalar({**ACME, "name": "Other"}) is None
    assert session.get_one(Company, first).name == "Acme"


def test_what_the_session_holds_is_written_first(session: Db) -> None:
    session.add(Company(**ACME))
    assert AT_DOMAIN.first({"domain": "acme.example"}).name == "Acme"


def test_session_that_was_told_to_wait_waits(session: Db) -> None:
    with session.no_autoflush:
        session.add(Company(**ACME))
        assert AT_DOMAIN.first({"domain": "acme.example"}) is None


def test_savepoint_takes_back_what_was_written_in_it(session: Db) -> None:
    hot_insert(COMPANY).run(ACME)
    savepoint = session.begin_nested()
    hot_insert(COMPANY).run({**ACME, "name": "Beta", "domain": "beta.example"})
    savepoint.rollback()
    assert [row.name for row in Hot(select(COMPANY)).all()] == ["Acme"]
    session.rollback()
    assert Hot(select(COMPANY)).all() == []


def test_new_transaction_uses_its_own_connection(session: Db) -> None:
    hot_insert(COMPANY).run(ACME)
    session.commit()
    session.remove()
    assert AT_DOMAIN.first({"domain": "acme.example"}).name == "Acme"


def test_errors_are_those_of_sqlalchemy_and_quote_no_values(session: Db) -> None:
    hot_insert(COMPANY).run(ACME)
    with pytest.raises(IntegrityError) as fault:
        hot_insert(COMPANY).run({**ACME, "name": "Somebody's name"})
    assert "Somebody's name" not in str(fault.value)
    session.rollback()
    with pytest.raises((OperationalError, ProgrammingError)):
        Hot(select(column("nothing_of_ours")).select_from(COMPANY)).all()


def test_lists_that_expand_are_refused(session: Db) -> None:
    with pytest.raises(AssertionError):
        Hot(select(COMPANY).where(COMPANY.c.id.in_([1, 2]))).all()


def test_json_default_is_written(session: Db) -> None:
    hot_insert(EVENT).run({"at": NOW, "kind": "thing.done", "subject": "thing:1"})
    event = session.scalars(select(Event)).one()
    assert (event.data, event.actor_id) == ({}, None)


def test_changes_of_a_stored_object_are_written_in_one_go(session: Db) -> None:
    row = {**ACME}
    company = as_stored(Company, {"id": hot_insert(COMPANY, returning="id").scalar(row), **row})
    company.name = "Acme Limited"
    store_changes(company, row)
    assert session.scalars(select(Company.name)).one() == "Acme Limited"
    session.execute(update(Company).values(name="Meanwhile"))
    store_changes(company, {**row, "name": "Acme Limited"})
    assert session.scalars(select(Company.name)).one() == "Meanwhile"


def test_stored_object_belongs_to_no_session(session: Db) -> None:
    assert as_stored(Submission, {"id": 1, "reference": "A"}) not in session
