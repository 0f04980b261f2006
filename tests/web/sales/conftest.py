"""A company whose form is answered now, and the browsers of its people."""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol, TypeAlias

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.rules.forms.reading import read
from portal.services.forms.live import version
from portal.services.handoff import accepting
from portal.services.intake.receiving import receive
from portal.web.shared.clock import utcnow
from tests.support.browsing import let_in, sign_in
from tests.support.company import COMPLETE, Company, company

Browse: TypeAlias = Callable[[User], FlaskClient]
MQL: Mapping[str, str | None] = {"employees": None}
"""What makes the complete answers of the company's form an MQL."""


class Enquire(Protocol):
    """Answers the company's form; the lead that it made or joined."""

    def __call__(
        self, changes: Mapping[str, str | None] = ..., *, source: Mapping[str, str] = ..., minutes_ago: float = ...
    ) -> Lead: ...


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made


@pytest.fixture
def enquire(house: Company) -> Enquire:
    def asked(
        changes: Mapping[str, str | None] = {}, *, source: Mapping[str, str] = {}, minutes_ago: float = 1
    ) -> Lead:
        given = {**COMPLETE, **changes}
        posted = {key: [value] for key, value in given.items() if value is not None}
        live = version(house.form.live_version_id or 0)
        assert live is not None
        reading = read(live.definition, posted)
        assert reading.ok, reading.errors
        begin_write()
        at = utcnow() - timedelta(minutes=minutes_ago)
        attempt = secrets.token_urlsafe(16)
        receipt = receive(live, live.definition, reading, posted=posted, source=source, attempt_key=attempt, now=at)
        db.session.commit()
        return db.session.scalars(
            select(Lead).join(Submission, Submission.lead_id == Lead.id).where(Submission.id == receipt.submission_id)
        ).one()

    return asked


@pytest.fixture
def browse(app: Flask) -> Browse:
    """The signed-in browser of a user."""

    def opened(user: User) -> FlaskClient:
        db.session.commit()
        let_in(user)
        client = app.test_client()
        assert sign_in(client, user).status_code == 303
        return client

    return opened


def someone(number: int = 1) -> dict[str, str | None]:
    """Another person at another company."""
    return {
        "first_name": f"Visitor{number}",
        "last_name": "Known",
        "work_email": f"visitor{number}@firm{number}.example",
        "company": f"Firm {number}",
    }


def rep_of(lead: Lead) -> User:
    """Whoever has the lead."""
    assert lead.owner is not None
    return lead.owner


def other_rep(house: Company, lead: Lead) -> User:
    return house.rob if lead.owner_id == house.rita.id else house.rita


def accepted(lead: Lead) -> Lead:
    """Accepted by its rep."""
    begin_write()
    accepting.accept(lead, by=rep_of(lead), now=utcnow())
    db.session.commit()
    return lead


def valid(html: str) -> bool:
    """Whether a parser that forgives nothing reads the page; raises with the first fault."""
    html5lib.HTMLParser(strict=True).parse(html)
    return True
