"""``flask demo``: fill an empty database with the demo company, and say who may sign in."""

import hmac
from base64 import b32encode
from datetime import UTC, datetime
from hashlib import sha256

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from config import Config
from portal.cli.demo.loose_ends import leave_a_deal_open, name_a_webhook, pass_a_link_on
from portal.cli.demo.people import DOMAIN, PEOPLE, hire, invite_one
from portal.cli.demo.story import live_through
from portal.cli.post import Postman
from portal.mail.transport import MailboxTransport
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.team.user import User, user_by_email_key
from portal.services.ops import digests


@click.command("demo")
@click.option("--days", default=60, show_default=True, help="Days of history.")
@with_appcontext
def demo(days: int) -> None:
    """Fill an empty database with a demo company; on any other database change nothing. Prints the accounts."""
    config = current_app.config["BATON"]
    password = demo_password(config.SECRET_KEY)
    if db.session.scalar(select(User.id).limit(1)) is None:
        now = datetime.now(UTC).replace(microsecond=0)
        begin_write()
        company = hire(password, cost=config.PASSWORD_COST, days=days, now=now)
        live_through(company, now=now)
        invite_one(company, secret=config.SECRET_KEY, now=now)
        pass_a_link_on(company, now)
        leave_a_deal_open(company, now)
        name_a_webhook(company, now)
        digests.owe(now)  # where it is morning now, the day's letter has come already
        db.session.commit()
        _deliver_last(config, now)
    if db.session.scalars(user_by_email_key(f"admin@{DOMAIN}")).first() is None:
        click.echo("This database is not the demo's: sign in with your own account.")
        return
    click.echo("Demo accounts (one password for all):")
    for person in PEOPLE:
        click.echo(f"  {person.email:<34} {person.name}, {person.job_title}")
    click.echo(f"Password: {password}")


def _deliver_last(config: Config, now: datetime) -> None:
    """The last mails of the story lie in the local mailbox; with a real mail server invented people get none."""
    postman = Postman(config, MailboxTransport(config.MAILBOX_DIR))
    while postman.deliver(now):
        pass


def demo_password(secret: str) -> str:
    """Follows from the portal's secret: the same every time, and another one on every machine."""
    digest = hmac.new(secret.encode(), b"demo accounts", sha256).digest()
    return f"baton-{b32encode(digest).decode().lower()[:12]}"
