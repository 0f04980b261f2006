"""Two sides, a library and a draft that could be signed."""

from datetime import UTC, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.agreement.version import AgreementVersion
from portal.models.team.user import Role, User
from portal.rules.agreement.templates import TEMPLATES
from portal.rules.agreement.terms import Terms
from portal.services.agreement import drafting, library
from tests.support.people import person

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return MONDAY


@pytest.fixture
def mary(session: scoped_session[Session]) -> User:
    return person("Mary Marketing", Role.MARKETING)


@pytest.fixture
def sam(session: scoped_session[Session]) -> User:
    return person("Sam Sales", Role.MANAGER)


@pytest.fixture
def ada(session: scoped_session[Session]) -> User:
    return person("Ada Lovelace", Role.ADMIN)


@pytest.fixture
def terms(session: scoped_session[Session], now: datetime) -> Terms:
    library.seed_library(now)
    return TEMPLATES[0].build(library.keys())


@pytest.fixture
def draft(terms: Terms, mary: User, now: datetime) -> AgreementVersion:
    return drafting.new_draft(terms, by=mary, now=now)
