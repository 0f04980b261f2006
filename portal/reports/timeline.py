"""What happened on a lead, newest first: submissions, acts of colleagues, events and mails in one line of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.handoff.activity import Activity
from portal.models.handoff.pool import Pool
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.models.team.user import User

PAGE_SIZE = 25
SHOWN_OTHERWISE = ("activity.logged", "lead.created", "lead.asked_again")
"""Events whose submission or activity stands in the line itself."""

Thing: TypeAlias = Message | Activity | Event | Submission


@dataclass(frozen=True)
class Place:
    """Where the next page goes on. Of one moment, later things come first: mail, act, event, submission."""

    at: datetime
    rank: int
    id: int


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    thing: Thing
    place: Place


@dataclass(frozen=True)
class Names:
    """Names of who and what the entries speak of, by id."""

    users: dict[int, str]
    pools: dict[int, str]
    forms: dict[int, str]


@dataclass(frozen=True)
class Timeline:
    """One page, and where the next begins (None: there is none)."""

    entries: tuple[Entry, ...]
    names: Names
    next: Place | None


def timeline(lead_id: int, after: Place | None = None, size: int = PAGE_SIZE) -> Timeline:
    """One page of the lead's history. Seven queries at most."""
    found = sorted(_found(lead_id, after, size + 1), key=_order)
    entries = tuple(found[:size])
    more = entries[-1].place if len(found) > size else None
    return Timeline(entries, _names([entry.thing for entry in entries]), more)


def _order(entry: Entry) -> tuple[float, int, int]:
    place = entry.place
    return -place.at.timestamp(), place.rank, -place.id


def _found(lead_id: int, after: Place | None, limit: int) -> Iterable[Entry]:
    sources: tuple[tuple[Any, Any, Select[Any]], ...] = (
        (Message, Message.created_at, select(Message)),
        (Activity, Activity.at, select(Activity)),
        (Event, Event.at, select(Event).where(Event.kind.not_in(SHOWN_OTHERWISE))),
        (Submission, Submission.received_at, select(Submission)),
    )
    for rank, (model, at, query) in enumerate(sources):
        mine = query.where(model.lead_id == lead_id).order_by(at.desc(), model.id.desc()).limit(limit)
        if after is not None:
            mine = mine.where(_beyond(model.id, at, rank, after))
        for thing in db.session.scalars(mine):
            yield Entry(thing, Place(getattr(thing, at.key), rank, thing.id))


def _beyond(id_column: Any, at: Any, rank: int, after: Place) -> "ColumnElement[bool]":
    if rank < after.rank:
        return at < after.at  # type: ignore[no-any-return]  # a column of whichever model
    if rank > after.rank:
        return at <= after.at  # type: ignore[no-any-return]  # as above
    return or_(at < after.at, and_(at == after.at, id_column < after.id))


def _names(things: Sequence[Thing]) -> Names:
    users, pools, forms = set[int](), set[int](), set[int]()
    for thing in things:
        match thing:
            case Submission():
                forms.add(thing.form_id)
            case Event():
                users.update(_ids(thing, "user_id", "accountable_id", "from", "to", "judge_id"))
                users.update([thing.actor_id] if thing.actor_id else [])
                pools.update(_ids(thing, "pool_id"))
            case _:
                users.add(thing.user_id)
    return Names(_by_id(User, users), _by_id(Pool, pools), _by_id(Form, forms))


def _ids(event: Event, *names: str) -> list[int]:
    return [value for name in names if isinstance(value := event.data.get(name), int)]


def _by_id(model: Any, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).all())
