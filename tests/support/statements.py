"""How often a page asks the database."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import event

from portal.models.base import db


def statements(app: Flask, act: Callable[[], object]) -> list[str]:
    """What was sent to the database meanwhile, but for the beginnings of transactions."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [statement for statement in seen if not statement.startswith(("BEGIN", "PRAGMA"))]
