"""An organisation with an admin and a rep, who can sign in."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.team.user import Role, User
from portal.services.team import setup
from tests.support.browsing import anew, let_in, sign_in
from tests.support.people import person


@pytest.fixture
def ada(session: scoped_session[Session]) -> User:
    user = person("Ada Admin", Role.ADMIN)
    setup.found("Northwind Traders", custodian=user, now=datetime.now(UTC))
    let_in(user)
    return user


@pytest.fixture
def rita(ada: User) -> User:
    anew()
    user = person("Rita Rep", Role.REP)
    let_in(user)
    return user


@pytest.fixture
def rep(client: FlaskClient, rita: User) -> FlaskClient:
    """Rita's browser, signed in."""
    assert sign_in(client, rita).status_code == 303
    return client
