"""An organisation of three: an admin who runs it, a rep, a manager."""

from datetime import UTC, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.team.user import Role, User
from portal.services.team import passwords, setup
from tests.support.people import person

SECRET = "a-secret-of-the-tests-that-guards-nothing"
PASSWORD = "tidal basket 41 owl"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def ada(session: scoped_session[Session], now: datetime) -> User:
    user = person("Ada Admin", Role.ADMIN)
    user.password_hash = passwords.hash_password(PASSWORD, "test")
    setup.found("Northwind Traders", custodian=user, now=now)
    session.commit()
    return user


@pytest.fixture
def rita(session: scoped_session[Session], ada: User) -> User:
    user = person("Rita Rep", Role.REP)
    user.password_hash = passwords.hash_password(PASSWORD, "test")
    session.commit()
    return user


@pytest.fixture
def max_(session: scoped_session[Session], ada: User) -> User:
    user = person("Max Manager", Role.MANAGER)
    session.commit()
    return user
