"""A further post of somebody who is known: attached, reopened or linked, and never swallowed."""

from sqlalchemy import select, update

from portal.models.base import db
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.timer import Timer
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Disposition, Submission, submissions_of
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from tests.services.intake.test_receiving import Db, kinds
from tests.support.company import Company, Send, later


def test_size_given_later_lifts_the_same_lead_and_the_rep_is_told_once(send: Send, house: Company, session: Db) -> None:
    send({"employees": ""})
    send({"employees": "250"}, minutes=30)
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status) == (Qualification.SQL, WorkStatus.OFFERED)
    assert (lead.mql_at, lead.sql_at) == (later(0), later(30))
    assert kinds(session) == ["nurture-assigned", "lead-offered", "lead-lifted"]
    told = session.scalars(select(Message).where(Message.kind == "lead-lifted")).one()
    assert told.user_id == house.mary.id
    assert len(session.scalars(submissions_of(lead.id)).all()) == 2
    assert "lead.lifted" in session.scalars(select(Event.kind)).all()


def test_second_post_of_an_sql_joins_it_and_tells_the_owner(send: Send, session: Db) -> None:
    send()
    second = send({"message": "One more question."}, minutes=5)
    lead = session.scalars(select(Lead)).one()
    assert kinds(session) == ["lead-offered", "asked-again"]
    alert = session.scalars(select(Message).where(Message.kind == "asked-again")).one()
    assert (alert.user_id, alert.payload) == (lead.owner_id, {"submission_id": second.submission_id})
    assert session.get_one(Submission, second.submission_id).disposition is Disposition.ATTACHED
    assert len(session.scalars(select(Assignment)).all()) == 1


def test_downgrade_withdraws_nothing_and_tells_the_owner(send: Send, session: Db) -> None:
    send()
    send({"employees": "12"}, minutes=5)
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status) == (Qualification.MQL, WorkStatus.OFFERED)
    assert lead.sql_at == later(0)
    assert kinds(session) == ["lead-offered", "lead-downgraded"]
    assert "lead.downgraded" in session.scalars(select(Event.kind)).all()


def test_first_contact_is_promised_once_whatever_comes_again(send: Send, session: Db) -> None:
    send({"employees": ""})
    send({"employees": "250"}, minutes=1)
    send({"employees": "300"}, minutes=2)
    promised = select(Timer).where(Timer.kind == PromiseKind.FIRST_CONTACT_BY)
    assert [timer.started_at for timer in session.scalars(promised)] == [later(1)]


def test_mql_that_stays_one_asks_again_and_stays_with_its_owner(send: Send, house: Company, session: Db) -> None:
    send({"employees": ""})
    send({"employees": "", "message": "Hello?"}, minutes=5)
    assert kinds(session) == ["nurture-assigned", "asked-again"]
    assert session.scalars(select(Assignment.user_id)).all() == [house.mary.id]


def test_disqualified_lead_is_reopened_by_better_answers(send: Send, session: Db) -> None:
    send({"interest": "partnership"})
    send({"interest": "pricing"}, minutes=5)
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status) == (Qualification.SQL, WorkStatus.OFFERED)
    assert kinds(session) == ["lead-offered"]


def test_disqualified_lead_becomes_an_mql_for_marketing(send: Send, house: Company, session: Db) -> None:
    send({"interest": "partnership", "employees": ""})
    send({"interest": "pricing", "employees": ""}, minutes=5)
    lead = session.scalars(select(Lead)).one()
    assert (lead.status, lead.owner_id) == (WorkStatus.NURTURE, house.mary.id)


def test_disqualified_lead_stays_so_when_the_answers_are_no_better(send: Send, session: Db) -> None:
    send({"interest": "partnership"})
    send({"interest": "partnership", "message": "Really."}, minutes=5)
    lead = session.scalars(select(Lead)).one()
    assert lead.status is WorkStatus.DISQUALIFIED
    assert len(session.scalars(submissions_of(lead.id)).all()) == 2


def test_post_after_a_won_lead_begins_a_linked_one(send: Send, session: Db) -> None:
    send()
    won = session.scalars(select(Lead)).one()
    db.session.execute(update(Lead).where(Lead.id == won.id).values(status=WorkStatus.WON, won_at=later(1)))
    session.commit()
    send({"message": "A second site."}, minutes=5)
    new = session.scalars(select(Lead).where(Lead.id != won.id)).one()
    assert (new.previous_id, new.person_id, new.status) == (won.id, won.person_id, WorkStatus.OFFERED)


def test_address_is_matched_exactly_whatever_its_capitals(send: Send, session: Db) -> None:
    send()
    send({"work_email": "Priya.Raman@KAVERI.example", "message": "Again"})
    send({"work_email": "priya.raman@kaveri.example.org", "message": "Other"})
    send({"work_email": "raman@kaveri.example", "message": "Other"})
    assert len(session.scalars(select(Person)).all()) == 3


def test_corrected_body_of_the_same_attempt_joins_its_lead(send: Send, session: Db) -> None:
    first = send(attempt="one-visit")
    second = send({"message": "What I meant is this."}, attempt="one-visit")
    assert first.reference != second.reference
    assert len(session.scalars(select(Lead)).all()) == 1


def test_mended_address_of_the_same_attempt_mends_the_person(send: Send, session: Db) -> None:
    send({"work_email": "priya@kavery.example"}, attempt="one-visit")
    send({"work_email": "priya@kaveri.example"}, attempt="one-visit")
    person = session.scalars(select(Person)).one()
    assert person.email_key == "priya@kaveri.example"
    assert session.scalars(select(Lead)).one().company.domain == "kaveri.example"  # type: ignore[union-attr]


def test_somebody_elses_post_with_a_kept_token_is_an_enquiry_of_its_own(send: Send, session: Db) -> None:
    """At a booth the next visitor may go back to the form of the one before."""
    send(attempt="one-visit")
    send({"first_name": "Otto", "last_name": "Lind", "work_email": "otto@lind.example"}, attempt="one-visit")
    assert len(session.scalars(select(Lead)).all()) == 2


def test_token_is_no_way_into_the_history_of_a_known_person(send: Send, session: Db) -> None:
    send()
    send({"message": "Mine."}, attempt="theft")
    send({"work_email": "thief@elsewhere.example"}, attempt="theft")
    assert session.scalars(select(Person.email_key).order_by(Person.id)).all() == [
        "priya.raman@kaveri.example",
        "thief@elsewhere.example",
    ]
