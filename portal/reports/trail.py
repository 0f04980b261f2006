"""The audit log: events by page, and the kinds of event that there are."""

from sqlalchemy import Select, func, select

from portal.models.base import db
from portal.models.ops.event import Event

SYSTEM = 0
"""Stands for the portal itself where a person's id is asked for."""


def events(*, kind: str = "", actor_id: int | None = None) -> Select[Event]:
    """Events of that kind, done by that person (``SYSTEM`` for the portal itself)."""
    query = select(Event)
    if kind:
        query = query.where(Event.kind == kind)
    if actor_id is not None:
        query = query.where(Event.actor_id == actor_id if actor_id != SYSTEM else Event.actor_id.is_(None))
    return query


def kinds() -> list[str]:
    """Kinds that occur, in order. Jumps from kind to kind in the index, so it costs the same on any size of log."""
    first = select(func.min(Event.kind).label("kind")).cte("kinds", recursive=True)
    after = select(func.min(Event.kind)).where(Event.kind > first.c.kind).scalar_subquery()
    walk = first.union_all(select(after).where(first.c.kind.is_not(None)))
    return [kind for kind in db.session.scalars(select(walk.c.kind)) if kind]
