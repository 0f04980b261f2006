"""Personas: users with roles, without the ceremony of inviting them."""

from datetime import UTC, datetime

from portal.models.base import db
from portal.models.team.user import Role, User

JOINED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WEEK = '{"mon":["09:00-17:00"]}'


def person(name: str, *roles: Role) -> User:
    """A user of that name; the address follows from it. Flushed, not committed."""
    email = f"{name.lower().replace(' ', '.')}@baton.example.com"
    user = User(email=email, email_key=email, name=name, week=WEEK, created_at=JOINED)
    user.roles = roles
    db.session.add(user)
    db.session.flush()
    return user
