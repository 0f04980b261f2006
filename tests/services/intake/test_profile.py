"""What is known about a person, value by value: filled, kept, proposed, taken (X8)."""

import json

import pytest
from sqlalchemy import select, update

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.proposal import Proposal, ProposalState, open_proposals
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.verdict import Scope, VerdictRow
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.models.team.user import User
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import WorkStatus
from portal.rules.questions.answer import AnswerState
from portal.rules.questions.types.base import Unreadable
from portal.services.handoff.accepting import accept
from portal.services.intake import known, profile
from tests.services.intake.test_receiving import Db, kinds
from tests.support.company import Company, Send, later


def lead_of(session: Db) -> Lead:
    return session.scalars(select(Lead)).one()


def value(session: Db, key: str) -> object:
    return known.profile_of(session.scalars(select(Person)).one())[key].answer.value


def accepted(session: Db) -> Lead:
    begin_write()
    lead = lead_of(session)
    accept(lead, by=session.get_one(User, lead.owner_id), now=later(1))
    session.commit()
    return lead


def test_every_value_knows_where_it_came_from(send: Send, session: Db) -> None:
    receipt = send()
    document = json.loads(session.scalars(select(Person.profile)).one())
    assert document["employees"] == {
        "state": "answered",
        "value": 250,
        "type": "whole",
        "at": later(0).isoformat(),
        "submission": receipt.submission_id,
        "by": None,
    }


def test_newest_answer_counts_until_a_rep_has_accepted(send: Send, session: Db) -> None:
    send()
    send({"employees": "300"}, minutes=5)
    assert value(session, "employees") == 300
    assert session.scalars(select(Proposal)).all() == []


def test_blank_erases_nothing_and_unknown_replaces_no_value(send: Send, session: Db) -> None:
    send()
    send({"employees": "", "phone": ""}, minutes=5)
    send({"employees": "", "employees.unknown": "1"}, minutes=6)
    assert value(session, "employees") == 250
    assert value(session, "phone") == "+14155552671"
    assert lead_of(session).qualification is Qualification.SQL


def test_unknown_says_more_than_blank(send: Send, session: Db) -> None:
    send({"employees": ""})
    send({"employees": "", "employees.unknown": "1"}, minutes=5)
    answer = known.profile_of(session.scalars(select(Person)).one())["employees"].answer
    assert answer.state is AnswerState.UNKNOWN


def test_gap_is_filled_at_once_even_after_acceptance(send: Send, session: Db) -> None:
    send({"message": ""})
    accepted(session)
    send({"message": "Now I know what to ask."}, minutes=5)
    assert value(session, "message") == "Now I know what to ask."


def test_differing_value_after_acceptance_is_proposed(send: Send, session: Db) -> None:
    send()
    lead = accepted(session)
    second = send({"employees": "20"}, minutes=5)
    proposal = session.scalars(open_proposals(lead.id)).one()
    assert (proposal.key, proposal.submission_id) == ("employees", second.submission_id)
    assert value(session, "employees") == 250
    assert lead_of(session).qualification is Qualification.SQL


def test_newer_proposal_replaces_the_one_that_waits(send: Send, session: Db) -> None:
    send()
    lead = accepted(session)
    send({"employees": "20"}, minutes=5)
    send({"employees": "30"}, minutes=6)
    assert '"value":30' in session.scalars(open_proposals(lead.id)).one().answer


def test_value_given_once_more_as_it_is_known_ends_the_proposal(send: Send, session: Db) -> None:
    send()
    lead = accepted(session)
    send({"employees": "20"}, minutes=5)
    send({"message": "My mistake, it was right before."}, minutes=6)
    assert [item.key for item in session.scalars(open_proposals(lead.id))] == ["message"]


def test_taking_a_proposal_lets_it_count_and_judges_again(send: Send, session: Db, house: Company) -> None:
    send()
    lead = accepted(session)
    send({"employees": "20"}, minutes=5)
    begin_write()
    proposal = session.scalars(open_proposals(lead.id)).one()
    profile.take(proposal, by=session.get_one(User, house.sam.id), now=later(7))
    session.commit()
    assert value(session, "employees") == 20
    assert lead_of(session).qualification is Qualification.MQL
    assert lead_of(session).status is WorkStatus.ACCEPTED
    assert proposal.state is ProposalState.TAKEN
    assert kinds(session)[-1] == "lead-downgraded"
    with pytest.raises(profile.AlreadyDecided):
        profile.leave(proposal, by=house.sam, now=later(8))


def test_leaving_a_proposal_changes_nothing(send: Send, session: Db, house: Company) -> None:
    send()
    lead = accepted(session)
    send({"employees": "20"}, minutes=5)
    begin_write()
    proposal = session.scalars(open_proposals(lead.id)).one()
    profile.leave(proposal, by=session.get_one(User, house.rita.id), now=later(7))
    session.commit()
    assert (value(session, "employees"), proposal.state) == (250, ProposalState.LEFT)


def test_answer_found_out_by_a_colleague_lifts_the_lead(send: Send, session: Db, house: Company) -> None:
    send({"employees": ""})
    begin_write()
    mary = session.get_one(User, house.mary.id)
    profile.set_answer(lead_of(session), "employees", ["1,200"], actor=mary, now=later(9))
    session.commit()
    lead = lead_of(session)
    assert (lead.qualification, lead.status, lead.sql_at) == (Qualification.SQL, WorkStatus.OFFERED, later(9))
    entry = known.profile_of(lead.person)["employees"]
    assert (entry.answer.value, entry.by_id, entry.submission_id) == (1200, mary.id, None)
    assert kinds(session) == ["nurture-assigned", "lead-offered"]
    causes = select(VerdictRow.cause).where(VerdictRow.scope == Scope.LEAD).order_by(VerdictRow.id)
    assert session.scalars(causes).all() == ["submission", "answer"]
    lifted = session.scalars(select(Event).where(Event.kind == "lead.lifted")).one()
    assert lifted.actor_id == mary.id


def test_owner_is_told_when_somebody_else_lifts_the_lead(send: Send, session: Db, house: Company) -> None:
    send({"employees": ""})
    begin_write()
    sam = session.get_one(User, house.sam.id)
    profile.set_answer(lead_of(session), "employees", ["1200"], actor=sam, now=later(9))
    session.commit()
    told = session.scalars(select(Message).where(Message.kind == "lead-lifted")).one()
    assert told.user_id == house.mary.id


@pytest.mark.parametrize("posted", [["many"], [""], [], ["0"]])
def test_colleagues_answer_is_read_like_a_visitors(send: Send, session: Db, house: Company, posted: list[str]) -> None:
    send({"employees": ""})
    begin_write()
    with pytest.raises(Unreadable):
        profile.set_answer(lead_of(session), "employees", posted, actor=house.mary, now=later(9))


def test_key_that_nobody_agreed_on_cannot_be_entered(send: Send, session: Db, house: Company) -> None:
    send()
    begin_write()
    with pytest.raises(profile.NoSuchKey):
        profile.set_answer(lead_of(session), "shoe_size", ["44"], actor=house.mary, now=later(9))


def test_address_of_another_person_cannot_be_taken_over(send: Send, session: Db, house: Company) -> None:
    send()
    send({"work_email": "other@kaveri.example"})
    begin_write()
    lead = session.scalars(select(Lead).order_by(Lead.id)).first()
    assert lead is not None
    with pytest.raises(profile.NotYourEmail):
        profile.set_answer(lead, "work_email", ["Other@kaveri.example"], actor=house.mary, now=later(9))


def test_values_of_a_won_lead_do_not_hold_up_the_next_one(send: Send, session: Db) -> None:
    send()
    lead = accepted(session)
    db.session.execute(update(Lead).where(Lead.id == lead.id).values(status=WorkStatus.WON))
    session.commit()
    send({"employees": "900"}, minutes=60)
    assert value(session, "employees") == 900
