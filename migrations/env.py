"""How migrations run, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.models.base import UtcDateTime

db = current_app.extensions["migrate"].db


class ForeignKeysBroken(Exception):
    """A migration on SQLite left rows that point at nothing; it was rolled back."""


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | bool:
    """Migrations name plain column types, so that an old one never depends on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Within a transaction SQLite ignores the switch without a word, so it goes to the driver, before there is one."""
    raw = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
    if raw is not None:
        raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if raw is not None:
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")


def run(connection: Connection) -> None:
    """One transaction for all migrations.

    Batch mode rebuilds a table on SQLite by dropping it. With foreign keys switched on, that DROP silently deletes the
    rows of every child table with ON DELETE CASCADE, so they are off for the migration and checked before it commits.
    """
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=compare_type,
        transaction_per_migration=False,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
            if broken:
                raise ForeignKeysBroken(f"{len(broken)} rows point at nothing, the first: {broken[0]}")


def compare_type(_context: Any, _column: Any, _model: Any, _column_type: Any, model_type: Any) -> bool | None:
    """Moments are TIMESTAMP WITH TIME ZONE or DATETIME; both are what UtcDateTime writes."""
    return False if isinstance(model_type, UtcDateTime) else None


if context.is_offline_mode():
    raise SystemExit("Baton's migrations need a database to run on; there is no offline mode.")

with db.engine.connect() as connection, without_foreign_keys(connection):
    run(connection)
