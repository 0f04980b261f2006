"""A company with a form for programs."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from tests.support.company import Company, company


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made
