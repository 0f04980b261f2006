"""What one test leaves in the database, the next one does not find; on both databases."""

from datetime import UTC, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from portal.models.intake.company import Company


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_empty(session: scoped_session[Session], turn: str) -> None:
    assert session.scalar(select(func.count()).select_from(Company)) == 0
    session.add(Company(name=f"Left by the {turn}", created_at=datetime.now(UTC)))
    session.commit()
