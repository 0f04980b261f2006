"""Leads from a file: each row is read, judged and routed as if it had been sent with a form."""

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.forms.form import Form
from portal.rules.canonical import canonical, digest
from portal.rules.forms.names import names_of
from portal.rules.forms.reading import SOURCE_NAMES, Posted, Reading, read
from portal.services.forms.live import Availability, LiveForm, live
from portal.services.intake import receiving, sources
from portal.services.intake.incoming import Asked, prepare

LARGEST = 12 * 1024 * 1024
BATCH = 50
Row = tuple[int, dict[str, str]]


@click.command("import-leads")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--form", "slug", help="The form whose questions the columns answer, by its address; else the oldest fit."
)
@click.option("--dry-run", is_flag=True, help="Read and check every row, store nothing.")
@click.option("--errors", type=click.File("w", encoding="utf-8"), help="Write the rows that were refused to this file.")
@with_appcontext
def import_leads(file: Path, slug: str | None, dry_run: bool, errors: TextIO | None) -> None:
    """Import leads from FILE, a CSV file in UTF-8 whose first line names the keys (work_email, company, …).

    The same row twice is one lead, also when the import is run again.
    """
    if file.stat().st_size > LARGEST:
        raise click.ClickException("The file is larger than 12 MB; split it.")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        form = _form(slug, _columns(reader))
        taken, refused = _import(_rows(reader), form, errors, dry_run=dry_run)
    done = "would be taken in" if dry_run else "taken in"
    click.echo(f"{taken} rows {done}, {refused} refused.")


def _columns(reader: "csv.DictReader[str]") -> Sequence[str]:
    try:
        return reader.fieldnames or ()
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(reader, error) from error


def _unreadable(reader: "csv.DictReader[str]", error: Exception) -> click.ClickException:
    """Not the row itself: terminals and logs are read by others."""
    why = "it is not UTF-8; save the file again in that encoding" if isinstance(error, UnicodeError) else str(error)
    return click.ClickException(f"The file cannot be read after line {reader.line_num}: {why}.")


def _form(slug: str | None, names: Sequence[str]) -> LiveForm:
    """The form that was named, else the oldest published one that asks for every column."""
    form = _fitting(names) if slug is None else live(slug)
    if form is None and slug is not None:
        raise click.ClickException(f"There is no published form at /f/{slug}.")
    if form is None:
        raise click.ClickException("No published form asks for all of these columns; name one with --form.")
    if strangers := _strangers(names, form) or ([] if names else ["none at all"]):
        known = ", ".join(_known(form))
        raise click.ClickException(
            f"The form does not ask for these columns: {', '.join(strangers)}. It knows: {known}."
        )
    return form


def _fitting(names: Sequence[str]) -> LiveForm | None:
    slugs = db.session.scalars(select(Form.slug).where(Form.live_version_id.is_not(None)).order_by(Form.id))
    forms = [form for form in map(live, slugs) if form and form.availability is Availability.OPEN]
    return next((form for form in forms if not _strangers(names, form)), None)


def _known(form: LiveForm) -> set[str]:
    return {name for field in form.definition.fields() for name in names_of(field)} | set(SOURCE_NAMES)


def _strangers(names: Sequence[str], form: LiveForm) -> list[str]:
    known = _known(form)
    return [name for name in names if name and name not in known]


def _rows(reader: "csv.DictReader[str]") -> Iterator[Row]:
    try:
        for row in reader:
            yield reader.line_num, {name: text or "" for name, text in row.items() if name}
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(reader, error) from error


def _import(rows: Iterator[Row], form: LiveForm, errors: TextIO | None, *, dry_run: bool) -> tuple[int, int]:
    taken = refused = 0
    for line, row in rows:
        posted: Posted = {name: [text] for name, text in row.items() if text.strip()}
        reading = read(form.definition, posted, now=datetime.now(UTC))
        if not reading.ok:
            refused += 1
            _tell(line, reading, errors)
            continue
        taken += 1
        if not dry_run:
            if taken % BATCH == 1:
                db.session.commit()
                begin_write()
            _take_in(form, posted, reading)
    db.session.commit()
    return taken, refused


def _take_in(form: LiveForm, posted: Posted, reading: Reading) -> None:
    """One row; its own content is the attempt, so that a second run changes nothing."""
    post = prepare(
        Asked(form.version_id, form.form_id, form.slug, form.owner_id, form.definition),
        reading,
        posted=posted,
        source=sources.clean(posted),
        attempt_key=digest(f"import {canonical({name: list(values) for name, values in posted.items()})}"),
        channel="import",
    )
    receiving.take_in(post, now=datetime.now(UTC))


def _tell(line: int, reading: Reading, errors: TextIO | None) -> None:
    """By line and key, never with the value: terminals and logs are read by others."""
    sentences = [f"{error.key}: {error.message}" for error in reading.errors]
    sentences += [f"{name}: the form does not ask for it" for name in reading.refused]
    text = f"line {line}: {'; '.join(sentences)}"
    click.echo(text, file=errors, err=errors is None)
