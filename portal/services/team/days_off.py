"""Days on which nobody works: no leads are given and no promise runs."""

from datetime import date, datetime

from portal.models.base import db
from portal.models.team.absence import DayOff
from portal.models.team.user import User
from portal.rules.refusal import Refusal
from portal.services.ops import history


class KnownDay(Refusal):
    """That day is off already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"That day is off already: {name}.")


def add_day_off(day: date, name: str, *, by: User, now: datetime) -> DayOff:
    """Raises KnownDay. Promises that run keep their due times."""
    known = db.session.get(DayOff, day)
    if known is not None:
        raise KnownDay(known.name)
    row = DayOff(day=day, name=name)
    db.session.add(row)
    db.session.flush()
    history.record("day_off.added", f"day:{day.isoformat()}", now=now, actor=by)
    return row


def remove_day_off(row: DayOff, *, by: User, now: datetime) -> None:
    """People work on that day after all."""
    subject = f"day:{row.day.isoformat()}"
    db.session.delete(row)
    db.session.flush()
    history.record("day_off.removed", subject, now=now, actor=by)
