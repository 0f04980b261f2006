"""What differs between the databases: engine options, how a writing transaction begins, inserts that may be repeated,
the clock of the database."""

import random
import time
from datetime import datetime, timedelta
from functools import cache, partial
from sqlite3 import SQLITE_BUSY
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteError
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Insert,
    SQLColumnExpression,
    String,
    Table,
    event,
    func,
    literal,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from portal.models.base import UtcDateTime, db

BUSY_TIMEOUT_MS = 5000
FIRST_PAUSE, LONGEST_PAUSE = 0.0005, 0.002
"""Seconds between two tries for the write lock."""
LOG_PAGES = 4000
"""Pages of SQLite's log (16 MB) that are carried over into the database at once. A submission writes some fifty, most
of them the same ones again and again: with the usual thousand, every twentieth visitor waited for it."""


def engine_options(url: str) -> dict[str, Any]:
    """Options for ``SQLALCHEMY_ENGINE_OPTIONS``. PostgreSQL connections are checked before use and recycled."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_recycle": 1800, "connect_args": {"connect_timeout": 5}}


def prepare_engine(engine: Engine) -> None:
    """Attach the hooks that SQLite needs: savepoints that roll back, durable WAL, writers that queue up."""
    _speak_savepoints(engine.dialect)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def _speak_savepoints(dialect: Any) -> None:
    """SQLAlchemy builds and compiles three statements anew for every savepoint; a submission sets one."""
    dialect.do_savepoint = partial(_say, "SAVEPOINT ")
    dialect.do_rollback_to_savepoint = partial(_say, "ROLLBACK TO SAVEPOINT ")
    dialect.do_release_savepoint = partial(_say, "RELEASE SAVEPOINT ")


def _say(words: str, connection: Connection, name: str) -> None:
    connection.exec_driver_sql(words + name)


def begin_write() -> None:
    """Start the request's writing transaction.

    On SQLite a transaction that reads first and writes later fails at once when another one wrote in between, so the
    read so far ends here and BEGIN IMMEDIATE takes the write lock (waiting up to the busy timeout).
    """
    session = db.session()
    if db.engine.dialect.name != "sqlite":
        session.rollback()
    elif session.in_transaction() and not any((session.in_nested_transaction(), session.identity_map, session.new)):
        _go_on_writing(session.connection())
    else:
        session.rollback()
        session.connection(execution_options={"begin_immediate": True})


def _go_on_writing(connection: Connection) -> None:
    """Nothing of what was read so far is an object: the same connection begins again, which costs a tenth of giving it
    back and taking it once more."""
    raw = _raw(connection)
    raw.rollback()
    _begin_immediate(raw)


def insert_once(table: Table, *unique: str) -> Insert:
    """An insert that leaves a row as it is when one with the same values in the ``unique`` columns is there already."""
    return _insert_once(db.engine.dialect.name, table, unique)


@cache
def _insert_once(dialect: str, table: Table, unique: tuple[str, ...]) -> Insert:
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return make(table).on_conflict_do_nothing(index_elements=unique)


def database_clock(ahead: float = 0.0) -> ColumnElement[datetime]:
    """The moment that the database's clock shows, plus so many seconds: leases must not trust the clocks of workers.

    SQLite gets it as the text in which it stores moments, so that the two compare.
    """
    if db.engine.dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H:%M:%f000", "now", f"{ahead:+.3f} seconds", type_=UtcDateTime())
    return func.clock_timestamp(type_=UtcDateTime()) + literal(timedelta(seconds=ahead))


def moment_text(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """A moment as ISO 8601 in UTC to the second, written by the database: ten times as fast as by way of objects."""
    if db.engine.dialect.name == "sqlite":
        stored = type_coerce(column, String)
        return func.substr(stored, 1, 10).concat("T").concat(func.substr(stored, 12, 8)).concat("+00:00")
    return func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"', type_=String)


def _on_connect(dbapi_connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    assert isinstance(dbapi_connection, SqliteConnection)  # noqa: S101  the listener is only set for SQLite
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    raw = _raw(connection)
    if connection.get_execution_options().get("begin_immediate", False):
        _begin_immediate(raw)
    else:
        raw.execute("BEGIN")


def _raw(connection: Connection) -> SqliteConnection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, SqliteConnection)  # noqa: S101  only called for SQLite
    return raw


def _begin_immediate(raw: SqliteConnection) -> None:
    """Take the write lock, asking again after half a millisecond or so, then after a little longer.

    SQLite's own way of waiting sleeps up to a tenth of a second: with a few milliseconds of work under the lock,
    whoever met it twice would wait many times as long as the work takes. Asking costs as well, where a slow disk holds
    the lock.
    """
    raw.execute("PRAGMA busy_timeout=0")
    give_up, pause = time.monotonic() + BUSY_TIMEOUT_MS / 1000, FIRST_PAUSE
    try:
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except SqliteError as fault:
                if fault.sqlite_errorcode & 0xFF != SQLITE_BUSY or time.monotonic() > give_up:
                    raise OperationalError("BEGIN IMMEDIATE", None, fault) from fault
            time.sleep(random.uniform(0.4, 1.6) * pause)  # noqa: S311  so that those who wait do not ask in step
            pause = min(pause * 1.4, LONGEST_PAUSE)
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
