"""What must not run twice at the same time, over all web processes. Whoever comes second is told instead of waiting.

PostgreSQL keeps the name, in a transaction of its own. With SQLite everything is on one machine: a byte of a file
beside the database is locked. Both let go however a process ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from sqlalchemy import func, select

from portal.models.base import db
from portal.rules.canonical import digest

_HERE: set[int] = set()
_GUARD = Lock()


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else runs under that name now; until the end of the block nobody else may."""
    number = int(digest(name)[:15], 16)
    if db.engine.dialect.name != "sqlite":
        with db.engine.connect() as connection:
            yield bool(connection.scalar(select(func.pg_try_advisory_xact_lock(number))))
        return
    with _GUARD:
        mine = number not in _HERE
        _HERE.add(number)
    try:
        yield mine and _locked(number)
    finally:
        if mine:
            _let_go(number)


def _locked(number: int) -> bool:
    """Between processes. A database in memory has only this one."""
    file = _beside(db.engine.url.database or "")
    if file is None:
        return True
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
    except BlockingIOError:
        return False
    return True


def _let_go(number: int) -> None:
    file = _beside(db.engine.url.database or "")
    if file is not None:
        fcntl.lockf(file, fcntl.LOCK_UN, 1, number)
    with _GUARD:
        _HERE.discard(number)


@cache
def _beside(database: str) -> int | None:
    """Opened once in a process: closing one of two would let go of the locks of both."""
    if not database or ":memory:" in database or database.startswith("file:"):
        return None
    return os.open(f"{database}-running", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
