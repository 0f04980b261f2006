"""The ledger as JSON, for people and for monitors."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import with_appcontext

from portal.reports.ledger import ledger as count


@click.command("ledger")
@with_appcontext
def ledger() -> None:
    """Count submissions, leads and messages against what they must add up to; exit 1 when they do not."""
    counted = count()
    document = {**asdict(counted), "difference": counted.difference}
    click.echo(json.dumps(document, indent=2))
    sys.exit(1 if counted.difference else 0)
