"""The nurture desk's shelves, and the counts beside the navigation."""

from datetime import timedelta
from itertools import count, product

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.team.user import User
from portal.reports import nurture, waiting
from portal.reports.nurture import SHOWN, Shelf
from portal.rules.handoff.stages import WorkStatus
from tests.support.company import NOW, Company, company

NUMBERS = count()
Db = scoped_session[Session]


@pytest.fixture
def house(session: Db) -> Company:
    made = company()
    session.commit()
    return made


def kept(by: User, status: WorkStatus = WorkStatus.NURTURE, **more: object) -> Lead:
    email = f"visitor{next(NUMBERS)}@firm.example"
    person = Person(email=email, email_key=email, name="A", created_at=NOW)
    made = Lead(
        person=person,
        status=status,
        owner_id=by.id,
        accountable_id=by.id,
        due_at=NOW,
        created_at=NOW,
        created_day=20261102,
        **more,
    )
    db.session.add_all([person, made])
    db.session.flush()
    return made


def test_every_kept_lead_stands_on_exactly_one_shelf(session: Db, house: Company) -> None:
    for wake, code, missing in product((None, NOW + timedelta(days=3)), (None, "not_now"), ("", "Phone number")):
        kept(house.mary, wake_at=wake, reject_code=code, missing=missing)
    everything = sorted(row.lead_id for row in nurture.desk(house.mary.id, None))
    by_shelf = [row.lead_id for shelf in Shelf for row in nurture.desk(house.mary.id, shelf)]
    assert sorted(by_shelf) == everything
    assert len(everything) == 8
    assert {shelf: len(nurture.desk(house.mary.id, shelf)) for shelf in Shelf} == {
        Shelf.INCOMPLETE: 1,
        Shelf.BELOW: 1,
        Shelf.RETURNED: 2,
        Shelf.SLEEPING: 4,
    }


def test_the_desk_shows_the_own_leads_soonest_first(session: Db, house: Company) -> None:
    later, sooner = kept(house.mary), kept(house.mary, missing="Phone number, Company")
    sooner.due_at = NOW - timedelta(days=1)
    kept(house.sam)
    kept(house.mary, WorkStatus.OFFERED)
    db.session.flush()
    rows = nurture.desk(house.mary.id, None)
    assert [row.lead_id for row in rows] == [sooner.id, later.id]
    assert rows[0].missing == ("Phone number", "Company")
    assert rows[0].name == sooner.person.email, "whoever gave no name is their address"
    assert len(nurture.desk(None, None)) == 3


def test_a_long_desk_is_cut(session: Db, house: Company) -> None:
    for _ in range(SHOWN + 5):
        kept(house.mary)
    assert len(nurture.desk(house.mary.id, None)) == SHOWN


def test_what_waits_is_counted_up_to_enough(session: Db, house: Company) -> None:
    assert waiting.counts(house.rita.id) == {"sales.inbox": 0, "marketing.nurture": 0}
    kept(house.rita, WorkStatus.OFFERED)
    kept(house.rob, WorkStatus.OFFERED)
    kept(house.rita, WorkStatus.WORKING)
    assert waiting.counts(house.rita.id)["sales.inbox"] == 1
    for _ in range(waiting.ENOUGH + 3):
        kept(house.mary)
    assert waiting.counts(house.mary.id) == {"sales.inbox": 0, "marketing.nurture": waiting.ENOUGH}
