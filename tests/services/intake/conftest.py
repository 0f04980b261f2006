"""A company whose form is answered without the web in between."""

import secrets
from collections.abc import Mapping

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.engine import begin_write
from portal.rules.forms.reading import read
from portal.services.forms.live import version
from portal.services.intake.receiving import Receipt, receive
from tests.support.company import COMPLETE, Company, Send, company, later


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made


@pytest.fixture
def send(house: Company, session: scoped_session[Session]) -> Send:
    """Answers the house's form. A value None leaves the question out; `minutes` counts from NOW."""

    def sent(
        changes: Mapping[str, str | None] | None = None,
        *,
        attempt: str | None = None,
        suspect: str = "",
        test: bool = False,
        source: Mapping[str, str] | None = None,
        minutes: float = 0,
    ) -> Receipt:
        given = {**COMPLETE, **(changes or {})}
        posted = {key: [value] for key, value in given.items() if value is not None}
        live = version(house.form.live_version_id or 0)
        assert live is not None
        reading = read(live.definition, posted)
        assert reading.ok, reading.errors
        receipt = receive(
            live,
            live.definition,
            reading,
            posted=posted,
            source=source or {},
            attempt_key=attempt or secrets.token_urlsafe(16),
            suspect=suspect,
            test=test,
            now=later(minutes),
        )
        session.commit()
        return receipt

    def fresh(*arguments: object, **keywords: object) -> Receipt:
        begin_write()
        return sent(*arguments, **keywords)  # type: ignore[arg-type]  # the signature above

    return fresh
