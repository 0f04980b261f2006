"""Deleting what is not kept any longer, by hand: the worker does the same by itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.forms.form import Form
from portal.models.intake.upload import unclaimed_uploads
from portal.services.intake import purging, uploads

AT_ONCE = 50


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Count what is due and delete nothing.")
@with_appcontext
def purge(dry_run: bool) -> None:
    """Delete answers and files whose time is over, batch after batch. It may be stopped at any moment and run again."""
    now = datetime.now(UTC)
    _tell(now)
    if dry_run:
        click.echo("Nothing was deleted.")
        return
    answers = sum(_batches(lambda: purging.purge(now, AT_ONCE)))
    folder = current_app.config["BATON"].UPLOAD_DIR
    files = sum(_batches(lambda: uploads.purge_unclaimed(now, folder, AT_ONCE)))
    click.echo(f"Worked off: {answers:,} submissions, {files:,} files.")


def _tell(now: datetime) -> None:
    """What is due, form by form."""
    counts = purging.counted(now)
    for name, form_id in db.session.execute(select(Form.name, Form.id).where(Form.id.in_(counts)).order_by(Form.name)):
        click.echo(f"{counts[form_id]:>9,}  submissions to “{name}” have answers whose time is over")
    files = db.session.scalar(select(func.count()).select_from(unclaimed_uploads(now).subquery())) or 0
    click.echo(f"{files:>9,}  files wait to be deleted")
    db.session.rollback()


def _batches(work: Callable[[], int]) -> Iterator[int]:
    """How much each turn did, until there is nothing left; each is committed by itself."""
    while True:
        begin_write()
        done = work()
        db.session.commit()
        db.session.expunge_all()
        if not done:
            return
        yield done
