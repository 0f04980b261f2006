"""Thousands of SQLs at once over five equal reps who are always there: max − min ≤ 1, nobody without an owner (X15)."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.member import PoolMember
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message
from portal.models.team.user import Role
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff.routing import route
from tests.soak.rig import told
from tests.support.company import ALWAYS, NOW, company
from tests.support.leads import SQL, new_lead
from tests.support.people import person
from tests.support.racing import together

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]


TRIES = 5


def five_reps() -> None:
    house = company()
    for name in ("Rea Rep", "Ray Rep", "Roy Rep"):
        user = person(name, Role.REP)
        user.week = ALWAYS
        db.session.add(PoolMember(pool_id=house.pool.id, user_id=user.id, joined_at=NOW))
    db.session.commit()


def send() -> None:
    """Asks again when the database is too busy, as a visitor does who is told so."""
    for attempt in range(TRIES):
        try:
            begin_write()
            break
        except OperationalError:
            if attempt == TRIES - 1:
                raise
    route(new_lead(None), SQL, now=NOW, cause="submission")
    db.session.commit()


def count(*conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(Assignment).where(*conditions)) or 0  # type: ignore[arg-type]


@pytest.mark.parametrize("leads", [1000, 2000])
def test_equal_reps_get_equal_shares(session: scoped_session[Session], leads: int) -> None:
    five_reps()
    jobs: list[Callable[[], None]] = [send] * leads
    together(jobs)
    shares = Counter(db.session.scalars(select(Lead.owner_id)))
    spread = max(shares.values()) - min(shares.values())
    told(
        {
            "parallel SQLs on": db.engine.dialect.name,
            "leads": leads,
            "shares of the five": sorted(shares.values()),
            "max − min": spread,
            "without owner": shares[None],
        }
    )
    assert not shares[None]
    assert sum(shares.values()) == leads
    assert spread <= 1
    assert set(db.session.scalars(select(Lead.status))) == {WorkStatus.OFFERED}
    assert count(Assignment.ended_at.is_(None)) == count() == leads
    assert db.session.scalar(select(func.sum(PoolMember.assigned))) == leads
    offered = select(func.count()).where(Message.kind == "lead-offered")
    assert db.session.scalar(offered) == leads
