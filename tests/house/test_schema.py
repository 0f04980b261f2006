"""The migrations make exactly the tables that the models describe, on both databases, and can go back."""

from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from portal.models.base import db
from portal.models.triggers import DROP_TRIGGERS, TRIGGERS
from tests.support.databases import MIGRATIONS, Database, PostgresDatabase, bare_app


@pytest.fixture
def migrated(database: Database, tmp_path: object) -> Iterator[Flask]:
    """An application over a database of its own, which only the migrations have touched."""
    url = f"sqlite:///{tmp_path}/own.db"
    if isinstance(database, PostgresDatabase):
        url = f"{database.server}/{database.name}_migrated"
        with psycopg.connect(f"{database.server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database.name}_migrated WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {database.name}_migrated".encode())
    app = bare_app(url)
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        yield app
        db.engine.dispose()


def assert_models_equal_tables(app: Flask) -> None:
    """Raises with the differences that `flask db migrate` would write down."""
    command.check(app.extensions["migrate"].migrate.get_config(str(MIGRATIONS)))


def test_models_equal_migrations(migrated: Flask) -> None:
    assert_models_equal_tables(migrated)


def test_migrations_go_down_and_up_again(migrated: Flask) -> None:
    downgrade(directory=str(MIGRATIONS), revision="base")
    upgrade(directory=str(MIGRATIONS))
    assert_models_equal_tables(migrated)


def test_migrated_triggers_are_those_of_the_models(migrated: Flask) -> None:
    """Migration 0002 holds its statements as text; what they make must be what the models say today."""
    dialect = db.engine.dialect.name
    before = _triggers(dialect)
    for statements in (DROP_TRIGGERS, TRIGGERS):
        for statement in statements[dialect]:
            db.session.execute(text(statement.replace(":", r"\:")))
    after = _triggers(dialect)
    db.session.rollback()
    db.session.remove()
    assert before == after


def _triggers(dialect: str) -> list[str]:
    where = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT prosrc FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid WHERE NOT tgisinternal "
        "ORDER BY proname",
    }
    return [" ".join(str(source).split()) for source in db.session.scalars(text(where[dialect]))]
