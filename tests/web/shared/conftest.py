"""One person of every role, each with a browser."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.team.user import Role, User
from portal.services.team import setup
from tests.support.browsing import let_in, sign_in
from tests.support.company import Company, company
from tests.support.people import person

Browser = Callable[[Role | None], FlaskClient]


@pytest.fixture
def people(session: scoped_session[Session]) -> dict[Role, User]:
    made = {role: person(f"{role.value.title()} Person", role) for role in Role}
    setup.found("Northwind", custodian=made[Role.ADMIN], now=datetime.now(UTC))
    let_in(*made.values())
    return made


@pytest.fixture
def enter(app: Flask, people: dict[Role, User]) -> Browser:
    """A signed-in browser of the role; a stranger's for None."""

    def opened(role: Role | None) -> FlaskClient:
        client = app.test_client()
        if role is not None:
            assert sign_in(client, people[role]).status_code == 303
        return client

    return opened


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made
