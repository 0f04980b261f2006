"""How often a page asks the database."""

from collections.abc import Callable
from sqlite3 import Connection

from flask import Flask
from sqlalchemy import event

from portal.models.base import db

_NO_QUESTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "--")


def statements(app: Flask, act: Callable[[], object]) -> list[str]:
    """What SQLite itself was asked meanwhile, but for transactions and settings; tests of this use one database.

    Also what does not come by SQLAlchemy's events (portal.models.hot).
    """
    seen: list[str] = []

    def listen(connection: Connection, *_rest: object) -> None:
        connection.set_trace_callback(seen.append)

    with app.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "connect", listen)
    try:
        act()
    finally:
        event.remove(engine, "connect", listen)
        with app.app_context():
            engine.dispose()
    return [statement for statement in seen if not statement.startswith(_NO_QUESTIONS)]
