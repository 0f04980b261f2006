"""The portal's main navigation, by role."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from markupsafe import escape

from portal.models.base import db
from portal.models.team.organisation import Organisation
from portal.models.team.user import FormRight, Role
from portal.reports import waiting


@dataclass(frozen=True)
class NavItem:
    """One entry; ``count`` of things that wait for this user, None for none."""

    label: str
    endpoint_url: str
    icon: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Room:
    """A place in the portal and who goes there."""

    label: str
    path: str
    icon: str
    roles: frozenset[Role]
    endpoint: str


def _roles(*some: Role) -> frozenset[Role]:
    return frozenset(some)


ROOMS = (
    Room("Inbox", "/inbox", "inbox", _roles(Role.REP, Role.MANAGER), "sales.inbox"),
    Room("Meetings", "/meetings", "calendar-clock", _roles(Role.REP, Role.MANAGER), "sales.meetings"),
    Room("Nurture", "/nurture", "sprout", _roles(Role.MARKETING), "marketing.nurture"),
    Room("Disputes", "/disputes", "scale", _roles(Role.MARKETING), "sales.disputes"),
    Room("Leads", "/leads", "users", _roles(Role.REP, Role.MANAGER, Role.MARKETING), "sales.leads"),
    Room("Forms", "/forms", "file-pen-line", _roles(Role.MANAGER, Role.MARKETING), "marketing.forms"),
    Room("Agreement", "/agreements", "handshake", frozenset(Role), "marketing.agreements"),
    Room("Routing", "/routing", "route", _roles(Role.MANAGER), "sales.routing"),
    Room("Reports", "/reports", "chart-column", _roles(Role.MANAGER, Role.MARKETING), "marketing.reports"),
    Room("Admin", "/admin", "settings", _roles(Role.ADMIN), "admin.index"),
)


def init_nav(app: Flask) -> None:
    """Give templates ``nav`` (for signed-in users) and ``organisation`` (its name)."""
    app.context_processor(lambda: {"nav": NavLater(), "organisation": OrganisationLater()})


class NavLater:
    """The list of entries, made when a layout walks through it: fragments and public pages never pay for it."""

    def __iter__(self) -> Iterator[NavItem]:
        if not current_user.is_authenticated:
            return iter(())
        counts = waiting.counts(current_user.id)
        return iter([_item(room, counts.get(room.endpoint)) for room in ROOMS if _mine(room)])


class OrganisationLater:
    """The organisation's name, read when it is shown."""

    def __str__(self) -> str:
        row = db.session.get(Organisation, 1)
        return row.name if row else "Baton"

    def __html__(self) -> str:
        return str(escape(str(self)))


def _mine(room: Room) -> bool:
    if room.endpoint == "marketing.forms" and current_user.forms is FormRight.NONE:
        return False
    return room.endpoint in current_app.view_functions and current_user.has(*room.roles)


def _item(room: Room, count: int | None) -> NavItem:
    here = request.path == room.path or request.path.startswith(room.path + "/")
    return NavItem(room.label, url_for(room.endpoint), room.icon, here, count or None)
