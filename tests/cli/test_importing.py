"""Leads from a file: the good rows in, the bad ones named, the second run harmless."""

from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.reports.ledger import ledger
from portal.rules.agreement.verdict import Qualification
from tests.cli.conftest import run
from tests.support.browsing import anew
from tests.support.company import Company

Db = scoped_session[Session]
HEAD = "work_email,first_name,last_name,phone,job_title,company,employees,interest,utm_source"
GOOD = [f"ann{n}@firm{n}.example,Ann,Lee,+1 415 555 2671,COO,Firm {n},250,evaluation,fair" for n in range(3)]
BAD = "no-address,Bob,Ray,+1 415 555 2671,COO,Firm,250,evaluation,fair"


def file_of(folder: Path, *rows: str, encoding: str = "utf-8", head: str = HEAD) -> str:
    path = folder / "leads.csv"
    path.write_bytes("\r\n".join([head, *rows, ""]).encode(encoding))
    return str(path)


def leads() -> int:
    anew()
    return db.session.scalar(select(func.count()).select_from(Lead)) or 0


def test_rows_become_judged_and_routed_leads(app: Flask, session: Db, house: Company, tmp_path: Path) -> None:
    result = run(app, "import-leads", file_of(tmp_path, *GOOD), "--form", "contact-sales")
    assert result.output.strip() == "3 rows taken in, 0 refused."
    assert leads() == 3
    rows = session.scalars(select(Lead)).all()
    assert {lead.qualification for lead in rows} == {Qualification.SQL}
    assert {lead.utm_source for lead in rows} == {"fair"}
    assert all(lead.owner_id for lead in rows)
    assert set(session.scalars(select(Submission.channel))) == {"import"}
    assert ledger().difference == 0


def test_without_a_name_the_form_that_asks_for_every_column_is_taken(
    app: Flask, session: Db, house: Company, tmp_path: Path
) -> None:
    assert run(app, "import-leads", file_of(tmp_path, *GOOD)).output.strip() == "3 rows taken in, 0 refused."
    assert leads() == 3
    stranger = run(app, "import-leads", file_of(tmp_path, *GOOD, head=HEAD.replace("interest", "shoe_size")))
    assert stranger.exit_code == 1
    assert "name one with --form" in stranger.output


def test_a_second_run_changes_nothing(app: Flask, session: Db, house: Company, tmp_path: Path) -> None:
    file = file_of(tmp_path, *GOOD, GOOD[0])
    for _ in range(2):
        assert run(app, "import-leads", file, "--form", "contact-sales").exit_code == 0
    assert leads() == 3
    assert session.scalar(select(func.count()).select_from(Submission)) == 3


def test_bad_rows_are_named_by_line_and_key_and_the_rest_comes_in(
    app: Flask, session: Db, house: Company, tmp_path: Path
) -> None:
    errors = tmp_path / "errors.txt"
    file = file_of(tmp_path, GOOD[0], BAD, GOOD[1])
    result = run(app, "import-leads", file, "--form", "contact-sales", "--errors", str(errors))
    assert result.output.strip() == "2 rows taken in, 1 refused."
    assert leads() == 2
    written = errors.read_text()
    assert written.startswith("line 3: work_email: ")
    assert "no-address" not in written + result.output


@pytest.mark.one_database
def test_a_dry_run_stores_nothing(app: Flask, session: Db, house: Company, tmp_path: Path) -> None:
    result = run(app, "import-leads", file_of(tmp_path, *GOOD, BAD), "--form", "contact-sales", "--dry-run")
    assert "3 rows would be taken in, 1 refused." in result.output
    assert leads() == 0


@pytest.mark.one_database
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_letters_beyond_ascii_stay_as_they_are(
    app: Flask, session: Db, house: Company, tmp_path: Path, encoding: str
) -> None:
    row = GOOD[0].replace("Ann,Lee", "Jürgen,Łuczak")
    run(app, "import-leads", file_of(tmp_path, row, encoding=encoding), "--form", "contact-sales")
    anew()
    assert session.scalars(select(Lead.person_name)).all() == ["Jürgen Łuczak"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("head", "rows", "words"),
    [
        (HEAD.replace("utm_source", "owner_id"), GOOD, "owner_id"),
        ("Work Email;First Name", GOOD, "does not ask for these columns"),
        ("", [], "none at all"),
        (HEAD, [GOOD[0].replace("Lee", 'L"ee')], "taken in"),
    ],
)
def test_wrong_columns_are_said_before_anything_is_taken(
    app: Flask, session: Db, house: Company, tmp_path: Path, head: str, rows: list[str], words: str
) -> None:
    result = run(app, "import-leads", file_of(tmp_path, *rows, head=head), "--form", "contact-sales")
    assert words in result.output
    assert "Traceback" not in result.output
    assert leads() == (1 if words == "taken in" else 0)


@pytest.mark.one_database
def test_another_encoding_is_said(app: Flask, session: Db, house: Company, tmp_path: Path) -> None:
    row = GOOD[1].replace("Ann,Lee", "Jürgen,Weiß")
    result = run(app, "import-leads", file_of(tmp_path, row, encoding="latin-1"), "--form", "contact-sales")
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "it is not UTF-8" in result.output
    assert "Jürgen" not in result.output
    assert leads() == 0


@pytest.mark.one_database
def test_more_and_fewer_cells_than_columns(app: Flask, session: Db, house: Company, tmp_path: Path) -> None:
    file = file_of(tmp_path, f"{GOOD[0]},more,and more", "ann9@firm9.example,Ann", "", ",,,")
    result = run(app, "import-leads", file, "--form", "contact-sales")
    assert "Traceback" not in result.output
    assert result.exit_code == 0
    assert leads() <= 2


@pytest.mark.one_database
@pytest.mark.parametrize("slug", ["no-such-form", "", "x" * 300])
def test_a_form_that_is_not_there(app: Flask, session: Db, house: Company, tmp_path: Path, slug: str) -> None:
    result = run(app, "import-leads", file_of(tmp_path, *GOOD), "--form", slug)
    assert result.exit_code == 1
    assert "There is no published form" in result.output


def test_hundreds_of_rows_are_committed_in_parts(app: Flask, session: Db, house: Company, tmp_path: Path) -> None:
    rows = [GOOD[0].replace("ann0@firm0", f"ann{n}@firm{n}") for n in range(120)]
    result = run(app, "import-leads", file_of(tmp_path, *rows), "--form", "contact-sales")
    assert result.output.strip() == "120 rows taken in, 0 refused."
    assert leads() == 120
    assert ledger().difference == 0
