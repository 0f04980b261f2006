"""Counters live in the database, slide, and always run out again."""

from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.engine import begin_write
from portal.models.team.throttle import Throttle
from portal.services.team import throttling

QUARTER = timedelta(minutes=15)
SCOPE = throttling.scope("secret", "sign-in", "ada@northwind.example.com")

pytestmark = pytest.mark.usefixtures("session")


def hits(count: int, now: datetime) -> list[bool]:
    return [throttling.hit(SCOPE, 3, QUARTER, now) for _ in range(count)]


def test_the_fourth_of_three_is_refused(now: datetime) -> None:
    assert hits(4, now) == [True, True, True, False]


def test_another_scope_is_free(now: datetime) -> None:
    hits(4, now)
    assert throttling.hit(throttling.scope("secret", "sign-in", "rita@northwind.example.com"), 3, QUARTER, now)


def test_it_opens_again_after_the_window(now: datetime) -> None:
    hits(4, now)
    assert hits(1, now + QUARTER * 2) == [True]


def test_it_slides_instead_of_starting_afresh_at_the_full_quarter(now: datetime) -> None:
    end_of_window = now + QUARTER - timedelta(seconds=1)
    hits(3, end_of_window)
    assert hits(1, now + QUARTER + timedelta(seconds=1)) == [False]
    assert hits(1, now + QUARTER * 1.5) == [True]


def test_refused_events_do_not_keep_the_door_shut(now: datetime) -> None:
    hits(3, now)
    for minute in range(30):
        throttling.hit(SCOPE, 3, QUARTER, now + timedelta(minutes=minute))
    assert hits(1, now + timedelta(minutes=30)) == [True]


def test_an_event_can_be_given_back(now: datetime) -> None:
    hits(3, now)
    throttling.give_back(SCOPE, QUARTER, now)
    assert hits(2, now) == [True, False]


def test_a_scope_can_be_forgotten(now: datetime) -> None:
    hits(4, now)
    throttling.forget(SCOPE)
    assert hits(1, now) == [True]


def test_it_is_kept_in_the_database_under_a_name_that_tells_nothing(
    session: scoped_session[Session], now: datetime
) -> None:
    begin_write()
    hits(2, now)
    session.commit()
    row = session.scalars(select(Throttle)).one()
    assert row.count == 2
    assert "ada" not in row.scope
    assert row.scope != throttling.scope("another secret", "sign-in", "ada@northwind.example.com")
