"""The first account."""

from datetime import UTC, datetime
from typing import cast

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import with_appcontext

from portal.models.base import db
from portal.models.engine import begin_write
from portal.rules.refusal import Refusal
from portal.services.agreement import library
from portal.services.team import accounts
from portal.services.team.passwords import Cost


@click.command("create-admin")
@click.option("--email", prompt=True, help="The address to sign in with.")
@click.option("--name", prompt=True, help="First and last name.")
@click.option("--organisation", default="", help="Name of the organisation; asked for only the first time.")
@click.option("--time-zone", default="UTC", show_default=True, help="For example Europe/Berlin.")
@click.password_option(help="At least 12 characters.", envvar="BATON_ADMIN_PASSWORD")
@with_appcontext
def create_admin(email: str, name: str, organisation: str, time_zone: str, password: str) -> None:
    """Create an admin (or make an existing account one, with this password)."""
    now = datetime.now(UTC)
    cost = cast(Cost, current_app.config["BATON"].PASSWORD_COST)
    begin_write()
    try:
        address = validate_email(email, check_deliverability=False).normalized
        accounts.create_admin(
            address, name, password, organisation=organisation, time_zone=time_zone, now=now, cost=cost
        )
    except (Refusal, EmailNotValidError) as refused:
        raise click.ClickException(str(refused)) from refused
    library.seed_library(now)
    db.session.commit()
    click.echo(f"{address} is an admin now. Sign in at {current_app.config['BATON'].BASE_URL}/login")
