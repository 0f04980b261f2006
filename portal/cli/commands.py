"""Every command of the operating contract, named by hand and loaded when it is asked for.

A web process never runs a command. Importing all of them, with Alembic behind ``db``, would cost each of its starts
half a second and each worker some ten megabytes, so this one place loads modules by name.
"""

from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from flask_sqlalchemy import SQLAlchemy

COMMANDS = {
    "backup": "portal.cli.backup:backup",
    "check": "portal.cli.check:check",
    "create-admin": "portal.cli.accounts:create_admin",
    "db": "flask_migrate.cli:db",
    "demo": "portal.cli.demo.command:demo",
    "import-leads": "portal.cli.importing:import_leads",
    "ledger": "portal.cli.ledger:ledger",
    "pages": "portal.cli.pages:pages",
    "purge": "portal.cli.purging:purge",
    "worker": "portal.cli.worker:worker",
}


class Commands(AppGroup):
    """The commands by name; click asks for one of them, or for all when it prints the help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101  a wrong entry above
        return command


class Migrations:
    """Stands for Flask-Migrate until ``flask db`` (or a test) touches it."""

    def __init__(self, app: Flask, db: SQLAlchemy) -> None:
        self._app, self._db = app, db

    def __getattr__(self, name: str) -> Any:
        """Set Flask-Migrate up, which takes this one's place, and answer for it."""
        migrate = import_module("flask_migrate").Migrate
        migrate(self._app, self._db, directory=self.folder, render_as_batch=True, compare_type=True)
        return getattr(self._app.extensions["migrate"], name)

    folder = "migrations"


def init_commands(app: Flask, db: SQLAlchemy) -> None:
    """Register the commands."""
    app.cli = Commands(name=app.name)
    app.extensions["migrate"] = Migrations(app, db)
