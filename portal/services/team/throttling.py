"""Slowing down guesses: counters in the database, shared by every web process, that always run out again."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql

from portal.models.base import db, table_of
from portal.models.engine import insert_once
from portal.models.hot import Hot
from portal.models.team.throttle import Throttle

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_THROTTLE = table_of(Throttle)
_ONE_MORE = Hot(
    postgresql.insert(_THROTTLE)  # its clauses are SQLite's, too
    .values(scope=bindparam("scope"), window_start=bindparam("window_start"), count=1)
    .on_conflict_do_update(index_elements=["scope", "window_start"], set_={"count": _THROTTLE.c.count + 1})
    .returning(_THROTTLE.c.count)
)


@dataclass(frozen=True)
class Limit:
    """At most so many events of one scope in any stretch of that length."""

    events: int
    window: timedelta


def scope(secret: str, *parts: str) -> str:
    """A name for what is counted that shows nobody which address or account it is."""
    return hmac.new(secret.encode(), "\n".join(parts).encode(), sha256).hexdigest()


def hit(scope: str, limit: int, window: timedelta, now: datetime) -> bool:
    """Count one event; False, and not counted, when the scope had its fill.

    The count slides: what is left of the window before counts for the share of it that is still in view. Refused events
    do not count, so that knocking on never keeps a door shut.
    """
    start = _start(window, now)
    _add(scope, start)
    rows = select(Throttle.window_start, Throttle.count).where(
        Throttle.scope == scope, Throttle.window_start.in_([start, start - window])
    )
    counts = dict(db.session.execute(rows).all())
    in_view = 1 - (now - start) / window
    if counts[start] + counts.get(start - window, 0) * in_view <= limit:
        return True
    give_back(scope, window, now)
    return False


def counted(scope: str, window: timedelta, now: datetime) -> int:
    """Count one event, and say how many the scope had since its window began. One statement, for the hot path."""
    return int(_ONE_MORE.scalar({"scope": scope, "window_start": _start(window, now)}))


def give_back(scope: str, window: timedelta, now: datetime) -> None:
    """Take back one event that proved harmless."""
    row = Throttle.scope == scope, Throttle.window_start == _start(window, now), Throttle.count > 0
    db.session.execute(update(_THROTTLE).where(*row).values(count=Throttle.count - 1))


def forget(scope: str) -> None:
    """Start this scope afresh."""
    db.session.execute(delete(_THROTTLE).where(Throttle.scope == scope))


def _start(window: timedelta, now: datetime) -> datetime:
    return now - (now - _EPOCH) % window


def _add(scope: str, start: datetime) -> None:
    row = {"scope": scope, "window_start": start}
    db.session.execute(insert_once(_THROTTLE, "scope", "window_start"), {**row, "count": 0})
    mine = Throttle.scope == scope, Throttle.window_start == start
    db.session.execute(update(_THROTTLE).where(*mine).values(count=Throttle.count + 1))
