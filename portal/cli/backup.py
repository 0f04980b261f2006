"""A copy of the database while Baton runs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import URL

from portal.models.base import db


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write a consistent copy of the whole database to FILE (SQLite file, or pg_dump's custom format)."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; name a new file.")
    unfinished = file.with_name(f"{file.name}.part")
    copy = _copy_sqlite if db.engine.dialect.name == "sqlite" else _dump_postgresql
    try:
        copy(db.engine.url, unfinished)
        unfinished.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"{file} cannot be written: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{file}: {file.stat().st_size:,} bytes")
    folder = current_app.config["BATON"].UPLOAD_DIR
    if folder.is_dir():
        click.echo(f"Pictures and files of prospects are not in it: copy {folder} too, after this.")


def _copy_sqlite(url: URL, to: Path) -> None:
    """SQLite's own online backup: readers and writers go on meanwhile; the copy is checked before it counts."""
    reading = sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)
    with closing(reading) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)  # in one step: a copy in parts begins again with every write of others
        verdict = target.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise click.ClickException(f"The copy is damaged: {verdict}")


def _dump_postgresql(url: URL, to: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise click.ClickException("pg_dump is not on the PATH; install PostgreSQL's client programs.")
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, "PGPASSWORD": str(url.password)} if url.password else dict(os.environ)
    done = subprocess.run(
        [program, "--format=custom", "--file", str(to), plain],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise click.ClickException(f"pg_dump failed: {done.stderr.strip()}")
