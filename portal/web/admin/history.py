"""The audit log: who did what to what, and when."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.models.ops.event import Event
from portal.models.team.user import Role
from portal.reports import directory, trail
from portal.web.admin.blueprint import bp
from portal.web.admin.subjects import page_of
from portal.web.shared.form_events import FORM_EVENTS, told
from portal.web.shared.guards import roles
from portal.web.shared.paging import newest_first

NAMED = ("user", "form")
"""What is called by its name in the log."""


@dataclass(frozen=True)
class Entry:
    """One event in words."""

    at: datetime
    what: str
    subject: str
    href: str | None
    who: str
    details: str


@bp.get("/history")
@roles(Role.ADMIN)
def history() -> ResponseReturnValue:
    """Events newest first, of one kind or person where asked."""
    kind, person = request.args.get("kind", ""), request.args.get("person", type=int)
    page = newest_first(trail.events(kind=kind, actor_id=person), Event.id)
    names = directory.names(number for event in page.rows for number in (event.actor_id, _id_of(event, "user")))
    forms = directory.form_names(_id_of(event, "form") for event in page.rows)
    people = [(trail.SYSTEM, "Baton itself"), *((row.id, row.name) for row in directory.people())]
    kinds = [(name, _words(name)) for name in trail.kinds()]
    entries = [_entry(event, names, forms) for event in page.rows]
    return render_template(
        "admin/history.html", page=page, entries=entries, kinds=kinds, people=people, kind=kind, person=person
    )


def _entry(event: Event, names: dict[int, str], forms: dict[int, str]) -> Entry:
    who = names.get(event.actor_id, "") if event.actor_id else "Baton itself"
    noun, _, key = event.subject.partition(":")
    subject = (forms if noun == "form" else names).get(_id_of(event, noun) or 0, f"{noun} {key}")
    return Entry(event.at, _words(event.kind), subject, page_of(noun, key), who, _details(event))


def _id_of(event: Event, noun: str) -> int | None:
    """The person or the form that something was done to."""
    name, _, key = event.subject.partition(":")
    return int(key) if name == noun in NAMED and key.isdecimal() else None


def _words(kind: str) -> str:
    if kind in FORM_EVENTS:
        title = FORM_EVENTS[kind][0]
        return f"Form: {title[0].lower()}{title[1:]}"
    return kind.replace(".", ": ").replace("_", " ").capitalize()


def _details(event: Event) -> str:
    if event.kind in FORM_EVENTS:
        return told(event.kind, event.data)
    return "; ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in event.data.items())


def _value(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
