"""The ledger comes out after everything that the portal does, and tells when something is missing."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import scoped_session

from portal.models.base import db, table_of
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.message import Message
from portal.models.team.user import User
from portal.reports.ledger import ledger
from portal.rules.forms import reading
from portal.services.handoff import accepting, moving
from portal.services.intake.receiving import receive
from portal.services.ops import outbox
from tests.support.company import COMPLETE, CONTACT, NOW, Company, company
from tests.support.leads import running

USERS = table_of(User)


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made


def send(house: Company, number: int, *, suspect: str = "", test: bool = False, **changes: str) -> None:
    answers = {**COMPLETE, "work_email": f"visitor{number}@firm{number}.example", **changes}
    posted = {name: (value,) for name, value in answers.items()}
    begin_write()
    receive(
        house.version,
        CONTACT,
        reading.read(CONTACT, posted),
        posted=posted,
        source={},
        attempt_key=f"attempt-{number}-{changes}",
        suspect=suspect,
        test=test,
        now=NOW,
    )
    db.session.commit()


def test_empty_books_are_right(session: scoped_session[Session]) -> None:
    counted = ledger()
    assert (counted.difference, counted.open_without_owner) == (0, 0)


def test_everything_that_comes_in_has_its_place(session: scoped_session[Session], house: Company) -> None:
    send(house, 1)
    send(house, 2, employees="")
    send(house, 1, message="And another question")
    send(house, 3, suspect="honeypot")
    send(house, 4, test=True)
    session.commit()
    counted = ledger()
    assert counted.difference == 0
    assert counted.submissions.total == 5
    assert counted.submissions.parts == {
        "new_lead": 2,
        "attached": 1,
        "quarantined": 1,
        "test": 1,
        "partial": 0,
        "unjudged": 0,
    }
    assert counted.leads.total == 2
    assert counted.messages.parts["waiting"] == counted.messages.total > 0
    assert counted.open_without_owner == 0


def test_accepting_and_moving_keep_the_books_right(session: scoped_session[Session], house: Company) -> None:
    for number in range(4):
        send(house, number)
    session.commit()
    leads = session.scalars(select(Submission.lead_id).order_by(Submission.id)).all()
    begin_write()
    for lead_id in leads[:2]:
        assignment = running(session.get_one(Lead, lead_id))
        accepting.accept(assignment.lead, by=assignment.user, now=NOW)
    for lead_id in leads[1:3]:
        moving.move(session.get_one(Lead, lead_id), to=house.sam, by=house.sam, credit=True, now=NOW)
    session.commit()
    assert ledger().difference == 0


def test_a_submission_whose_lead_is_not_there_shows(session: scoped_session[Session], house: Company) -> None:
    """A stored post that says it began a lead, and none did."""
    orphan = {
        "reference": "ORPHAN",
        "form_id": house.form.id,
        "form_version_id": house.version.id,
        "attempt_key": "x",
        "body_hash": "x",
        "raw": "{}",
        "received_at": NOW,
        "received_day": 20261102,
        "disposition": Disposition.NEW_LEAD,
    }
    session.execute(insert(table_of(Submission)), orphan)
    counted = ledger()
    assert (counted.submissions.difference, counted.leads.difference) == (1, 1)
    assert counted.difference == 2


def test_a_lead_that_came_from_nowhere_shows(session: scoped_session[Session], house: Company) -> None:
    send(house, 1)
    lead = session.scalars(select(Lead)).one()
    session.add(
        Lead(person=lead.person, accountable_id=house.mary.id, due_at=NOW, created_at=NOW, created_day=20261102)
    )
    session.flush()
    assert (ledger().leads.difference, ledger().difference) == (1, 1)


def test_an_offer_that_nobody_is_told_of_shows(session: scoped_session[Session], house: Company) -> None:
    send(house, 1)
    session.execute(delete(Message).where(Message.kind == "lead-offered"))
    counted = ledger()
    assert (counted.messages.difference, counted.difference) == (1, 1)
    assert counted.messages.total == sum(counted.messages.parts.values()) + 1


def test_two_faults_in_one_equation_do_not_hide_each_other(session: scoped_session[Session], house: Company) -> None:
    send(house, 1)
    session.execute(delete(Message).where(Message.kind == "lead-offered"))
    outbox.enqueue("lead-offered", "lead-offered:999", user_id=house.rita.id, now=NOW, payload={"assignment_id": 999})
    assert ledger().messages.difference == 2


def test_a_lead_of_somebody_who_left_has_no_owner(session: scoped_session[Session], house: Company) -> None:
    send(house, 1)
    lead = session.scalars(select(Lead)).one()
    session.execute(update(USERS).where(USERS.c.id == lead.accountable_id).values(disabled_at=NOW))
    counted = ledger()
    assert (counted.open_without_owner, counted.difference) == (1, 0)
