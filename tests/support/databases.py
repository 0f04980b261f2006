"""A fresh, migrated database for each test: the schema is made once, then copied."""

import os
import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from flask import Flask
from flask_migrate import Migrate, upgrade

import portal.models  # noqa: F401  (every table, for what is emptied)
from portal.models.base import db
from portal.models.engine import engine_options, prepare_engine
from tests.support.folders import own_folder

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
IN_MEMORY = Path("/dev/shm")  # noqa: S108  (where it exists, a sync costs nothing)


END_OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      AND state IS DISTINCT FROM 'idle'
"""
"""Those that hold locks: a transaction that a test left open, or a thread of its own. A pool's idle ones stay."""
USED_SEQUENCES = """
    SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


class Database(Protocol):
    """A database at an address that stays; `renew` brings it back to how the migrations left it."""

    kind: str
    url: str
    replaced: bool
    """Whether renewing puts another file in its place: nothing may be connected then."""

    def renew(self) -> None: ...

    def remove(self) -> None: ...


class SqliteDatabase:
    kind = "sqlite"
    replaced = True

    def __init__(self) -> None:
        room = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
        self.folder = own_folder("sqlite", room)
        self.template = self.folder / "template.db"
        self.file = self.folder / "baton.db"
        self.url = f"sqlite:///{self.file}"
        migrate(f"sqlite:///{self.template}")

    def renew(self) -> None:
        for left in (f"{self.file}-wal", f"{self.file}-shm"):
            Path(left).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresDatabase:
    kind = "postgresql"
    replaced = False

    def __init__(self, server: str, name: str) -> None:
        """`server` is the address of the cluster, up to the slash before the database's name."""
        self.server = server
        self.name = name
        self.url = f"{server}/{name}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        migrate(self.url)
        self.tables = [table.name for table in db.metadata.sorted_tables]
        self.connection = psycopg.connect(self.url)
        assert not self._filled(self.connection), "migrations that bring rows need a renewal that keeps them"
        self.connection.rollback()

    def renew(self) -> None:
        """Empties the few tables that were written to: 2 ms, against 150 for TRUNCATE and 450 for a copied database.

        A sequence counts on when its rows are rolled back, so an empty table's starts anew as well.
        """
        with self.connection.transaction():
            connection = self.connection
            connection.execute(END_OTHER_SESSIONS)
            connection.execute("SET LOCAL session_replication_role = replica")  # no trigger and no foreign key objects
            for table in self._filled(connection):
                connection.execute(f'DELETE FROM "{table}"'.encode())
            for (sequence,) in connection.execute(USED_SEQUENCES).fetchall():
                connection.execute(f"ALTER SEQUENCE {sequence} RESTART".encode())

    def remove(self) -> None:
        """The cluster goes as a whole at the end of the session."""
        self.connection.close()

    def _filled(self, connection: psycopg.Connection[tuple[bool, ...]]) -> list[str]:
        asked = ", ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in self.tables)
        answers = connection.execute(f"SELECT {asked}".encode()).fetchone() or ()
        return [table for table, filled in zip(self.tables, answers, strict=True) if filled]


def migrate(url: str) -> None:
    app = bare_app(url)
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        db.engine.dispose()


def bare_app(url: str) -> Flask:
    """The least that models, services and reports need: a session over a database, without the web above it."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = url.replace("postgresql://", "postgresql+psycopg://")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    Migrate(app, db)
    with app.app_context():
        prepare_engine(db.engine)
    return app
