"""How long answers are kept, and which are due to be deleted (P16, P20).

The form says a time, a question may say a shorter one. What counts for an answer is the shortest of what the version
said that asked for it, which is what its visitor was told, and what visitors are told now.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.rules.forms.definition import Definition


@dataclass(frozen=True)
class Line:
    """After ``days`` the answers to ``keys`` are deleted; None: everything that was sent."""

    days: int
    keys: tuple[str, ...] | None = None

    def since(self, now: datetime) -> datetime:
        """What came at that moment or before is due."""
        return now - timedelta(days=self.days)


def lines(asked: Definition, live: Definition | None = None) -> tuple[Line, ...]:
    """What is deleted when, soonest first. ``asked`` is the version that was answered, ``live`` the one that visitors
    see now, where there is one."""
    both = (asked,) if live is None or live is asked else (asked, live)
    whole = _shortest(form.behaviour.keep_days for form in both)
    own: defaultdict[int, set[str]] = defaultdict(set)
    for key in sorted({field.key for form in both for field in form.fields()}):
        days = _shortest(field.keep_days for form in both if (field := form.find(key)) is not None)
        if days is not None and (whole is None or days < whole):
            own[days].add(key)
    found = [Line(days, tuple(sorted(keys))) for days, keys in sorted(own.items())]
    return (*found, *([] if whole is None else [Line(whole)]))


def kept_days(key: str, asked: Definition, live: Definition | None = None) -> int | None:
    """For how many days an answer to that question is kept; None: for good."""
    return _shortest(line.days for line in lines(asked, live) if line.keys is None or key in line.keys)


def due(asked: Definition, live: Definition | None, received_at: datetime, now: datetime) -> frozenset[str] | None:
    """Keys of that version whose answers are to be gone by now; None: everything that was sent."""
    over = [line for line in lines(asked, live) if received_at <= line.since(now)]
    if any(line.keys is None for line in over):
        return None
    return frozenset(key for line in over for key in line.keys or ())


def _shortest(days: Iterable[int | None]) -> int | None:
    return min((each for each in days if each is not None), default=None)
