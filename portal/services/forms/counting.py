"""Counting what visitors do with forms: gathered in this process, and added to the table in batches (P19).

No GET writes: sums wait in memory and are stored together every few seconds, at the end of some request. What a process
that is killed had not stored yet is lost; these are figures about forms, nothing that was sent.
"""

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.dialects import postgresql

from portal.models.base import table_of
from portal.models.forms.count import Counted, FormCount
from portal.models.hot import Hot

Name: TypeAlias = tuple[int, int, Counted, str, str]
"""Version, day, kind, name, source: the primary key."""

MOST_SUMS = 5000
MOST_SOURCES = 60
"""Different sources of one version and day in one process; anybody can invent them."""
OTHER_SOURCE = "(other)"
REMEMBERED = 4096
CLASSES = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1800, 3600, 86400)
"""Highest number of seconds of each class of time, so that a median can be told without keeping visitors."""

_TABLE = table_of(FormCount)
_ROW = postgresql.insert(_TABLE)
_ADD = Hot(  # without clauses of its own, PostgreSQL's insert is any dialect's
    _ROW.on_conflict_do_update(
        index_elements=[column.name for column in _TABLE.primary_key],
        set_={
            "count": _TABLE.c.count + _ROW.excluded["count"],
            "seconds": _TABLE.c.seconds + _ROW.excluded["seconds"],
        },
    )
)


@dataclass
class Sum:
    """How many, and how many seconds they took together."""

    count: int = 0
    seconds: int = 0


class Counts:
    """What one process has counted since it last stored. ``every`` is the pause between two stores, in seconds."""

    def __init__(self, every: float) -> None:
        self.every = every
        self._lock = threading.Lock()
        self._since = time.monotonic()
        self._sums: dict[Name, Sum] = {}
        self._sources: dict[tuple[int, int], set[str]] = defaultdict(set)
        self._reached: OrderedDict[tuple[str, int], None] = OrderedDict()

    def add(
        self, kind: Counted, version_id: int, *, now: datetime, source: str, name: str = "", seconds: int = 0
    ) -> None:
        """Count one. When there are too many different sums, it is left out."""
        day = int(f"{now:%Y%m%d}")
        with self._lock:
            key = (version_id, day, kind, name[:60], self._source(version_id, day, source))
            if key in self._sums or len(self._sums) < MOST_SUMS:
                found = self._sums.setdefault(key, Sum())
                found.count += 1
                found.seconds += seconds

    def first_time(self, attempt_key: str, page: int) -> bool:
        """Whether this attempt reaches the page for the first time, as far as this process remembers."""
        with self._lock:
            if (attempt_key, page) in self._reached:
                return False
            self._reached[attempt_key, page] = None
            if len(self._reached) > REMEMBERED:
                self._reached.popitem(last=False)
            return True

    def are_due(self) -> bool:
        """Whether something waits, and has waited long enough."""
        return bool(self._sums) and time.monotonic() - self._since >= self.every

    def take(self) -> dict[Name, Sum]:
        """Everything that waits, which does not wait any more."""
        with self._lock:
            self._since = time.monotonic()
            taken, self._sums = self._sums, {}
            self._sources.clear()
            return taken

    def put_back(self, taken: Mapping[Name, Sum]) -> None:
        """What could not be stored waits again."""
        with self._lock:
            for key, more in taken.items():
                found = self._sums.setdefault(key, Sum())
                found.count += more.count
                found.seconds += more.seconds

    def _source(self, version_id: int, day: int, source: str) -> str:
        known = self._sources[version_id, day]
        if source not in known and len(known) >= MOST_SOURCES:
            return OTHER_SOURCE
        known.add(source)
        return source[:120]


def store(sums: Mapping[Name, Sum]) -> None:
    """Add the sums to the table, in one order for all processes so that none waits for another in a circle."""
    _ADD.run_many(
        {
            "form_version_id": version_id,
            "day": day,
            "kind": kind,
            "name": name,
            "source": source,
            "count": found.count,
            "seconds": found.seconds,
        }
        for (version_id, day, kind, name, source), found in sorted(sums.items())
    )


def class_of(seconds: float) -> str:
    """The class of time that so many seconds fall into, as the name of its sum."""
    return str(next((limit for limit in CLASSES if seconds <= limit), CLASSES[-1]))
