"""When somebody works and when they are away: promises and routing go by it."""

from datetime import datetime

from portal.models.base import db
from portal.models.team.absence import Absence
from portal.models.team.user import User
from portal.rules.handoff.week import Week, week_to_json
from portal.rules.refusal import Refusal
from portal.services.ops import history


class EndsBeforeItStarts(Refusal):
    """An absence of no length."""

    def __init__(self) -> None:
        super().__init__("The time away must end after it starts.")


def set_week(user: User, week: Week, *, by: User, now: datetime) -> None:
    """The user's working hours, on the clock of their own time zone."""
    user.week = week_to_json(week)
    history.record("user.hours_changed", f"user:{user.id}", now=now, actor=by)


def add_absence(user: User, starts_at: datetime, ends_at: datetime, *, note: str, by: User, now: datetime) -> Absence:
    """Time in which the user is given no leads. Raises EndsBeforeItStarts."""
    if ends_at <= starts_at:
        raise EndsBeforeItStarts
    absence = Absence(user_id=user.id, starts_at=starts_at, ends_at=ends_at, note=note)
    db.session.add(absence)
    history.record("user.away_added", f"user:{user.id}", now=now, actor=by)
    return absence


def remove_absence(absence: Absence, *, by: User, now: datetime) -> None:
    """Back to the working hours."""
    history.record("user.away_removed", f"user:{absence.user_id}", now=now, actor=by)
    db.session.delete(absence)
