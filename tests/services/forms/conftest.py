"""A company with a published form."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from tests.support.company import Company, company


@pytest.fixture
def place(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made
