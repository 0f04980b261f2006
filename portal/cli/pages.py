"""Every page as a concrete address, from the URL map, so that a scanner misses none."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

import click
from flask import Flask, current_app, url_for
from flask.cli import with_appcontext
from sqlalchemy import Select, select
from werkzeug.routing import Rule

from portal.cli.samples import SAMPLES
from portal.cli.samples_leads import Persona
from portal.models.base import db
from portal.models.team.user import Role, User, UserRole


class Policy(Protocol):
    """Who may call, as the web's views declare it (``view.policy``); read from the view, since floors do not mix."""

    @property
    def access(self) -> str: ...

    @property
    def roles(self) -> frozenset[Role]: ...


SIGNED_IN = "signed_in"
ROLES = ("public", *(role.value for role in Role))
CODES = frozenset({"marketing.form_link_png", "marketing.form_link_svg", "public.follow_link"})
FILES = frozenset({"marketing.form_answers", "marketing.translation_file", "public.asset", "sales.lead_file"})
LANG = {"public.show": frozenset({"lang"}), "public.thanks": frozenset({"lang"})}
"""Pages that are listed once more with a part of the address after its question mark."""
NOT_PAGES = frozenset({"static", "auth.home", "admin.mail_html", *CODES, *FILES})
"""Files, addresses that only lead on, such as to somebody's own first page, and what is shown in a frame."""
ONLY_FOR_STRANGERS = frozenset({"auth.login"})
NOT_HTML = (".csv", ".css", ".json", ".xlsx")


@click.command("pages")
@click.option("--role", type=click.Choice(ROLES), help="Only the pages that this role may open.")
@with_appcontext
def pages(role: str | None) -> None:
    """List every GET page, with real ids from this database. A page without an example says so on standard error."""
    with current_app.test_request_context():
        for path in _paths(current_app, role):
            click.echo(path)


def _paths(app: Flask, role: str | None) -> Iterator[str]:
    persona = Persona(_somebody(role))
    seen: set[str] = set()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        policy: Policy | None = getattr(app.view_functions[rule.endpoint], "policy", None)
        if policy is None or not _is_page(rule) or not _may(policy, role, rule.endpoint):
            continue
        for path in _examples(rule, persona):
            if path not in seen:
                seen.add(path)
                yield path


def _is_page(rule: Rule) -> bool:
    api = rule.endpoint.startswith("api.")
    return (
        "GET" in (rule.methods or ())
        and rule.endpoint not in NOT_PAGES
        and not api
        and not rule.rule.endswith(NOT_HTML)
    )


def _may(policy: Policy, role: str | None, endpoint: str) -> bool:
    if policy.access != SIGNED_IN:
        return role in (None, "public") or endpoint not in ONLY_FOR_STRANGERS
    if role is None:
        return True
    if role == "public":
        return False
    return role == Role.ADMIN or not policy.roles or Role(role) in policy.roles


def _examples(rule: Rule, persona: Persona) -> Iterator[str]:
    make: Callable[..., str] = partial(url_for, rule.endpoint)
    choices: list[dict[str, object]] = [{}]
    for name in sorted((rule.arguments - set(rule.defaults or ())) | LANG.get(rule.endpoint, frozenset())):
        sample = SAMPLES.get((rule.endpoint, name)) or SAMPLES.get(("", name))
        values = sample(persona) if sample else []
        if not values:
            click.echo(f"no example for <{name}> of {rule.rule}", err=True)
            return
        choices = [{**known, name: value} for known in choices for value in values]
    for values_of_one in choices:
        yield make(**values_of_one)


def _somebody(role: str | None) -> User | None:
    """The first active user of the role (an admin where none is asked for)."""
    wanted = Role.ADMIN if role in (None, "public") else Role(role)
    having: Select[int] = select(UserRole.user_id).where(UserRole.role == wanted)
    return db.session.scalars(
        select(User).where(User.id.in_(having), User.disabled_at.is_(None)).order_by(User.id)
    ).first()
