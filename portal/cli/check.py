"""Is everything right: the invariants of the data, and the settings of the deployment."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select, text

from config import Config
from portal.cli.demo.command import demo_password
from portal.cli.demo.people import PEOPLE
from portal.models.agreement.version import active_agreement
from portal.models.base import db
from portal.models.intake.verdict import VerdictRow
from portal.models.migrations import newest
from portal.models.team.user import Role, active_users, user_by_email_key
from portal.reports import health, soundness
from portal.services.files import holdings
from portal.services.intake import judging
from portal.services.team import passwords
from portal.services.team.passwords import Cost

NEWEST_VERDICTS = 2000
FIRST_SAFE_SQLITE = (3, 51, 3)
FULL = 2
FEW_SIGNS = 12


@dataclass(frozen=True)
class Fault:
    """Something that is not as it should be. ``severe`` makes the command fail."""

    words: str
    severe: bool = True


@click.command("check")
@with_appcontext
def check() -> None:
    """Verify the invariants on this database, and the deployment. Exit 1 on an error; warnings apart."""
    config: Config = current_app.config["BATON"]
    faults = [*_data(), *_deployment(current_app, config), *_operation(config)]
    for fault in faults:
        click.echo(f"{'ERROR  ' if fault.severe else 'warning'}  {fault.words}")
    errors = sum(fault.severe for fault in faults)
    click.echo(f"{errors} errors, {len(faults) - errors} warnings")
    sys.exit(1 if errors else 0)


def _data() -> Iterator[Fault]:
    for finding in soundness.invariants():
        if finding.broken:
            yield Fault(f"{finding.name}: {finding.broken} against “{finding.words}”", finding.severe)
    lost = holdings.lost(current_app.config["BATON"].UPLOAD_DIR)
    if lost:
        yield Fault(f"files: {lost} that the database names are not in UPLOAD_DIR")
    left_over = holdings.left_over(current_app.config["BATON"].UPLOAD_DIR)
    if left_over:
        yield Fault(f"files: {left_over} whose time was over still lie in UPLOAD_DIR")
    newest = select(VerdictRow).order_by(VerdictRow.id.desc()).limit(NEWEST_VERDICTS)
    different = sum(not judging.reproduce(row) for row in db.session.scalars(newest))
    if different:
        yield Fault(f"verdicts: {different} of the newest come out differently when judged again")


def _deployment(app: Flask, config: Config) -> Iterator[Fault]:
    """Settings that a production portal must not have. In development they are told as warnings."""
    severe = config.production
    if not config.production:
        yield Fault("BATON_ENV is development", severe=False)
    if app.debug:
        yield Fault("debug mode is on: strangers can run code", severe)
    if not config.secure:
        yield Fault("BASE_URL is not https: cookies and answers can be read on the way", severe)
    if config.SMTP_URL is None:
        yield Fault("SMTP_URL is missing: alerts reach nobody's mailbox", severe)
    yield from (Fault(f"{name} is set to its value for tests", severe) for name in _for_tests_only(config))
    yield from _guessable(config, severe=severe)
    yield from _files(app, config.UPLOAD_DIR)


def _files(app: Flask, folder: Path) -> Iterator[Fault]:
    """Where the files of prospects lie: outside of what a web server hands out, and open to this process."""
    if folder.resolve().is_relative_to(Path(app.static_folder or "").resolve()):
        yield Fault("UPLOAD_DIR lies among the static files: strangers can fetch what prospects sent")
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(nearest, os.W_OK):
        yield Fault("UPLOAD_DIR cannot be written: pictures and files are refused")


def _guessable(config: Config, *, severe: bool) -> Iterator[Fault]:
    """What somebody could try out."""
    if len(set(config.SECRET_KEY)) < FEW_SIGNS:
        yield Fault("SECRET_KEY is easy to guess", severe)
    if _demo_door_open(config):
        yield Fault("the demo accounts still have the demo password", severe)


def _for_tests_only(config: Config) -> list[str]:
    """Names of the settings that are more lenient than they should be."""
    lenient = (
        ("FORM_MIN_SECONDS", config.FORM_MIN_SECONDS == 0),
        ("RATE_LIMITS", not config.RATE_LIMITS),
        ("ALLOW_PRIVATE_HOSTS", config.ALLOW_PRIVATE_HOSTS),
        ("PASSWORD_COST", config.PASSWORD_COST == "test"),  # noqa: S105  a profile, no password
    )
    return [name for name, lax in lenient if lax]


def _demo_door_open(config: Config) -> bool:
    user = db.session.scalars(user_by_email_key(PEOPLE[0].email)).first()
    if user is None or user.password_hash is None:
        return False
    cost = cast(Cost, config.PASSWORD_COST)
    return passwords.verify(demo_password(config.SECRET_KEY), user.password_hash, cost).right


def _operation(config: Config) -> Iterator[Fault]:
    """What a running portal needs beside its settings."""
    head = newest()
    for found in health.readiness(datetime.now(UTC), head=head):
        if not found.ok:
            yield Fault(f"{found.name}: {found.words}", severe=config.production or found.name == "migrations")
    if db.session.scalars(active_users(Role.ADMIN)).first() is None:
        yield Fault("nobody can administer Baton: run `flask --app wsgi create-admin`")
    if db.session.scalars(active_agreement()).first() is None:
        yield Fault("no agreement is in force: nothing can be judged or published", severe=False)
    if db.engine.dialect.name == "sqlite":
        yield from _sqlite()


def _sqlite() -> Iterator[Fault]:
    if db.session.scalar(text("PRAGMA synchronous")) != FULL:
        yield Fault("SQLite is not set to synchronous=FULL: a power cut may lose what was acknowledged")
    if sqlite3.sqlite_version_info < FIRST_SAFE_SQLITE:
        yield Fault(f"SQLite {sqlite3.sqlite_version} has a rare fault in its log (mended in 3.51.3)", severe=False)
