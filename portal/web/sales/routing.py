"""The managers' routing pages: the pools, and the tabs that all of them share."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.team.user import Role
from portal.reports import workload
from portal.rules.handoff.week import week_from_json, week_in_words
from portal.web.sales.blueprint import bp
from portal.web.shared.guards import roles

PAGES = (
    ("Pools", "sales.routing"),
    ("Rules", "sales.rules"),
    ("Try it", "sales.trial"),
    ("Held leads", "sales.held"),
    ("Disputes", "sales.disputes"),
    ("Reps", "sales.reps"),
    ("Days off", "sales.days_off"),
)
OF = {"sales.routing": "/routing/pools"}


@dataclass(frozen=True)
class Tab:
    """One of the routing pages."""

    label: str
    href: str
    current: bool


def tabs() -> list[Tab]:
    """For the templates under ``sales/routing``."""
    return [Tab(label, url_for(endpoint), _here(endpoint)) for label, endpoint in PAGES]


def _here(endpoint: str) -> bool:
    root = OF.get(endpoint, url_for(endpoint))
    return request.endpoint == endpoint or request.path.startswith(f"{root}/") or request.path == root


def page(template: str, **values: object) -> str:
    """A routing page with its tabs."""
    return render_template(f"sales/routing/{template}.html", tabs=tabs(), **values)


@bp.get("/routing")
@roles(Role.MANAGER)
def routing() -> ResponseReturnValue:
    """Every pool: who is in it, when it works, what happens when nobody can."""
    rows = workload.pools()
    hours = {row.pool.id: week_in_words(week_from_json(row.pool.week)) for row in rows}
    return page("pools", rows=rows, hours=hours)
