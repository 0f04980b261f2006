"""Marketing's browsers, and a draft of the agreement to work on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.team.user import Role, User
from portal.rules.agreement.templates import TEMPLATES
from portal.services.agreement import drafting, library
from portal.services.team import setup
from tests.support.browsing import let_in, sign_in
from tests.support.building import Builder
from tests.support.company import Company, company
from tests.support.people import person

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
Browsers: TypeAlias = Callable[[User], FlaskClient]


def settle() -> None:
    """Keep what the test wrote and see what its browsers wrote; what SQLite has only read, it must not write from."""
    db.session.commit()


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    """A company with an agreement in force and a live form."""
    made = company()
    session.commit()
    return made


@pytest.fixture
def marketer(browse: Browsers, house: Company) -> FlaskClient:
    """The browser of its marketer."""
    return browse(house.mary)


@pytest.fixture
def builder(marketer: FlaskClient) -> Builder:
    """The marketer at the builder of its form."""
    return Builder(marketer)


@pytest.fixture
def ada(session: scoped_session[Session]) -> User:
    user = person("Ada Lovelace", Role.ADMIN)
    setup.found("Northwind Traders", custodian=user, now=datetime.now(UTC))
    return user


@pytest.fixture
def mary(ada: User) -> User:
    return person("Mary Marketing", Role.MARKETING)


@pytest.fixture
def sam(ada: User) -> User:
    return person("Sam Sales", Role.MANAGER)


@pytest.fixture
def rita(ada: User) -> User:
    return person("Rita Rep", Role.REP)


@pytest.fixture
def browse(app: Flask) -> Browsers:
    """The signed-in browser of a user. Tests look at the database in a session of another application: within this
    one's context, requests would share what Flask keeps for each."""

    def opened(user: User) -> FlaskClient:
        settle()
        let_in(user)
        client = app.test_client()
        assert sign_in(client, user).status_code == 303
        return client

    return opened


@pytest.fixture
def draft(mary: User) -> AgreementVersion:
    """Version 1: the first template, ready to be proposed."""
    now = datetime.now(UTC)
    library.seed_library(now)
    draft = drafting.new_draft(TEMPLATES[0].build(library.keys()), by=mary, now=now)
    db.session.commit()
    return draft
