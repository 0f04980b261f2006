"""A company whose leads come ready judged."""

from collections.abc import Iterator

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from tests.support.company import Company, company


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    """Two reps in a pool that never sleeps; SQLs go there, sticky by person."""
    made = company()
    session.commit()
    return made


@pytest.fixture
def statements(session: scoped_session[Session]) -> Iterator[list[str]]:
    """Every statement that is sent to the database."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)
