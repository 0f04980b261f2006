"""The history: what was done to what, by whom and when. Written with every verb, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.models.base import table_of
from portal.models.hot import hot_insert
from portal.models.ops.event import Event
from portal.models.team.user import User

_INSERT = hot_insert(table_of(Event))


def record(
    kind: str,
    subject: str,
    *,
    now: datetime,
    actor: User | None,
    lead_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append one event. ``kind`` is ``noun.verb``; ``subject`` names what it was done to (``user:7``).

    ``actor`` None is the system. ``data`` holds ids, codes and numbers, never contact details.
    """
    row = {
        "at": now,
        "kind": kind,
        "subject": subject,
        "lead_id": lead_id,
        "actor_id": None if actor is None else actor.id,
        "data": dict(data or {}),
    }
    _INSERT.run(row)
