"""What operators call: the ledger, the first admin, a copy of the database."""

import json
import shutil
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import scoped_session

from portal.models.base import db, table_of
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.ops.message import Message
from portal.models.team.organisation import Organisation
from portal.models.team.user import Role, User
from portal.rules.questions.library import STARTER_LIBRARY
from portal.services.agreement import library
from tests.cli.conftest import run
from tests.support.answering import enquiry
from tests.support.browsing import sign_in
from tests.support.company import NOW, Company

Db = scoped_session[Session]
PASSWORD = "tidal basket 41 owl"


def forget_the_submission(_lead: Lead) -> None:
    """The lead says that it came from a submission which is none's first any more."""
    db.session.execute(update(table_of(Submission)).values(disposition="quarantined"))


def another_lead(lead: Lead) -> None:
    db.session.add(
        Lead(person=lead.person, accountable_id=lead.accountable_id, due_at=NOW, created_at=NOW, created_day=20261102)
    )


def forget_the_mail(_lead: Lead) -> None:
    db.session.execute(delete(Message).where(Message.kind == "lead-offered"))


def test_the_ledger_comes_out(app: Flask, session: Db, house: Company) -> None:
    enquiry(house)
    result = run(app, "ledger")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["difference"], document["open_without_owner"]) == (0, 0, 0)
    assert document["submissions"]["total"] == document["leads"]["total"] == 1


@pytest.mark.parametrize("plant", [forget_the_submission, another_lead, forget_the_mail])
def test_the_ledger_tells_of_an_orphan_of_each_kind(app: Flask, session: Db, house: Company, plant: object) -> None:
    lead = enquiry(house)
    plant(lead)  # type: ignore[operator]
    result = run(app, "ledger")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["difference"] > 0


def create_admin(app: Flask, email: str = "ada@example.com", password: str = PASSWORD, **more: object) -> Result:
    words = ["--email", email, "--name", "Ada Lovelace", "--organisation", "Analytical Engines"]
    return run(app, "create-admin", *words, input=f"{password}\n{password}\n", **more)


def test_the_first_admin_can_sign_in_and_finds_the_field_library(app: Flask, session: Db) -> None:
    result = create_admin(app)
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    ada = session.scalars(select(User)).one()
    assert (ada.email, ada.roles) == ("ada@example.com", {Role.ADMIN})
    assert session.get_one(Organisation, 1).name == "Analytical Engines"
    assert len(library.keys()) == len(STARTER_LIBRARY)
    session.commit()
    assert sign_in(app.test_client(), ada, PASSWORD).status_code == 303


@pytest.mark.one_database
def test_who_lost_the_password_gets_back_in(app: Flask, session: Db) -> None:
    create_admin(app)
    assert create_admin(app, password="another tidal basket").exit_code == 0
    assert len(session.scalars(select(User)).all()) == 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("no address", PASSWORD, "@"),
        ("ada@example.com", "short", "12"),
        ("ada@example.com", "analytical engines", ""),
        ("ada@example.com", "password1234", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    app: Flask, session: Db, email: str, password: str, words: str
) -> None:
    result = create_admin(app, email, password)
    assert result.exit_code == 1
    assert result.output.partition("Error: ")[2].strip()
    assert words in result.output
    assert "Traceback" not in result.output
    assert session.scalars(select(User)).all() == []


def test_a_copy_is_whole_while_others_write(app: Flask, session: Db, house: Company, tmp_path: Path) -> None:
    enquiry(house)
    session.commit()
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgres") and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    stop, written = threading.Event(), []

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                db.session.execute(text("UPDATE organisation SET website = substr('x' || website, 1, 100)"))
                db.session.commit()
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        result = run(app, "backup", str(tmp_path / "copy"))
    finally:
        stop.set()
        writer.join()
    assert result.exit_code == 0, result.output
    assert written
    assert [file.name for file in tmp_path.iterdir()] == ["copy"]
    _check_copy(tmp_path / "copy")


def _check_copy(copy: Path) -> None:
    if copy.read_bytes().startswith(b"PGDMP"):
        listed = subprocess.run(["pg_restore", "--list", str(copy)], capture_output=True, text=True, check=True)
        assert "TABLE DATA public lead " in listed.stdout
        return
    with closing(sqlite3.connect(copy)) as rows:
        assert rows.execute("SELECT count(*) FROM lead").fetchone() == (1,)
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.one_database
def test_a_file_that_is_there_is_not_overwritten(app: Flask, session: Db, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("the only copy")
    result = run(app, "backup", str(tmp_path / "copy"))
    assert result.exit_code == 1
    assert (tmp_path / "copy").read_text() == "the only copy"


@pytest.mark.one_database
def test_a_folder_that_is_not_there_is_said(app: Flask, session: Db, tmp_path: Path) -> None:
    result = run(app, "backup", str(tmp_path / "nowhere" / "copy"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.output.startswith("Error: ")
