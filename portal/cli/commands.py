"""Every command of the operating contract, named by hand."""

from flask import Flask

from portal.cli.accounts import create_admin
from portal.cli.backup import backup
from portal.cli.check import check
from portal.cli.demo.command import demo
from portal.cli.importing import import_leads
from portal.cli.ledger import ledger
from portal.cli.pages import pages
from portal.cli.worker import worker


def init_commands(app: Flask) -> None:
    """Register the commands."""
    for command in (backup, check, create_admin, demo, import_leads, ledger, pages, worker):
        app.cli.add_command(command)
