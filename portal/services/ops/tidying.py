"""Throwing away what nobody needs any more: counters, ended sessions, spent links."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from portal.models.base import db
from portal.models.team.link import OneTimeLink
from portal.models.team.session import UserSession
from portal.models.team.throttle import Throttle

KEEP = timedelta(days=30)
COUNTERS_FOR = timedelta(days=2)


def tidy(now: datetime) -> None:
    """Counters of windows long past, sessions and links that ended a month ago."""
    old = now - KEEP
    db.session.execute(delete(Throttle).where(Throttle.window_start < now - COUNTERS_FOR))
    db.session.execute(delete(UserSession).where(or_(UserSession.expires_at < old, UserSession.ended_at < old)))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < old))
