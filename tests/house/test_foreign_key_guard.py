"""Rebuilding a table on SQLite takes no row of another one along; a migration that leaves orphans does not happen."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask_migrate import upgrade

from portal.models.base import db
from tests.support.databases import MIGRATIONS, bare_app, migrate

REBUILD = """
    with op.batch_alter_table("user_account", recreate="always") as table:
        table.alter_column("name", existing_type=sa.String(120), type_=sa.String(121))
"""
ORPHANS = """
    op.execute("DELETE FROM user_account")
"""
FILE = '''"""A migration of this test"""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
{body}
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with somebody who has a session, which goes with its user (ON DELETE CASCADE)."""
    made = tmp_path / "baton.db"
    migrate(f"sqlite:///{made}")
    with closing(sqlite3.connect(made)) as rows:
        _insert(rows, "user_account", id=1, name="Ada", email="ada@a.example", email_key="ada@a.example")
        _insert(rows, "user_session", user_id=1, token_hash="h" * 64)
        rows.commit()
    return made


def _insert(rows: sqlite3.Connection, table: str, **given: object) -> None:
    """The row with whatever its columns demand."""
    columns = rows.execute(f"PRAGMA table_info({table})").fetchall()
    owed = {name: 0 if "INT" in kind else "2026-11-02 10:00:00.000000" for _, name, kind, must, _, _ in columns if must}
    row = {**owed, **given}
    marks = ", ".join("?" * len(row))
    rows.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def run(file: Path, folder: Path, body: str) -> None:
    """Upgrade with one migration more."""
    copy = folder / "migrations"
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(path.name for path in (copy / "versions").glob("0*.py"))[:4]
    (copy / "versions" / "9999_of_this_test.py").write_text(FILE.format(head=head, body=body))
    app = bare_app(f"sqlite:///{file}")
    with app.app_context():
        try:
            upgrade(directory=str(copy))
        finally:
            db.engine.dispose()


def count(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as rows:
        return int(rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_rebuilt_table_keeps_the_rows_that_point_at_it(file: Path, tmp_path: Path) -> None:
    run(file, tmp_path, REBUILD)
    assert (count(file, "user_account"), count(file, "user_session")) == (1, 1)


def test_a_migration_that_leaves_orphans_is_rolled_back(file: Path, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="point at nothing"):
        run(file, tmp_path, ORPHANS)
    assert (count(file, "user_account"), count(file, "user_session")) == (1, 1)
