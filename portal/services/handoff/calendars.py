"""Whose working time counts: calendars of people and pools, from their hours, absences and the days off."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import bindparam, select

from portal.models.base import db, table_of
from portal.models.hot import Hot
from portal.models.team.absence import DayOff, absences_from
from portal.models.team.user import User
from portal.rules.handoff.worktime import Calendar, Week, week_from_json

_DAY = table_of(DayOff)
_DAYS_OFF = Hot(select(_DAY.c.day).where(_DAY.c.day >= bindparam("first")))
_ONE_DAY = timedelta(days=1)


def calendar_of(user: User, now: datetime) -> Calendar:
    """The user's working time from now on."""
    return calendars_of([user], now)[user.id]


def calendars_of(users: Iterable[User], now: datetime) -> dict[int, Calendar]:
    """Working time from now on, by user id. Two queries, whatever the number of users."""
    wanted = {user.id: user for user in users}
    away: dict[int, list[tuple[datetime, datetime]]] = {user_id: [] for user_id in wanted}
    for absence in db.session.scalars(absences_from(list(wanted), now)):
        away[absence.user_id].append((absence.starts_at, absence.ends_at))
    free = days_off(now)
    return {user.id: Calendar(week(user.week), user.time_zone, free, tuple(away[user.id])) for user in wanted.values()}


def days_off(now: datetime) -> frozenset[date]:
    """The days from yesterday on, in whatever zone, on which nobody works."""
    return frozenset(row.day for row in _DAYS_OFF.all({"first": (now - _ONE_DAY).date()}))


@lru_cache(maxsize=1024)
def week(text: str) -> Week:
    """The working hours of a stored text; parsed once."""
    return week_from_json(text)
