"""Giving a lead back: coded reasons, what they ask for, where they send the lead, who hears of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment, EndReason
from portal.models.handoff.member import PoolMember
from portal.models.handoff.timer import Timer, TimerState
from portal.models.intake.lead import Lead
from portal.models.team.user import Role
from portal.rules.agreement.terms import Promises
from portal.rules.agreement.verdict import Qualification, Verdict
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.rules.handoff.stages import MoveRefused, WorkStatus
from portal.rules.refusal import FieldRefused
from portal.services.handoff.activities import log
from portal.services.handoff.agreed import reasons_for
from portal.services.handoff.escalation import wake_nurture
from portal.services.handoff.hands import AlreadyAnswered, NotYours
from portal.services.handoff.rejecting import recycle, reject
from portal.services.handoff.routing import route
from portal.services.intake import following
from portal.services.intake.verdicts import Judged
from tests.support.company import NOW, Company
from tests.support.leads import INCOMPLETE, SQL, events, messages, routed, running
from tests.support.people import person

LATER = NOW + timedelta(minutes=10)
IN_SPRING = date(2027, 3, 1)
SPRING_MORNING = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def returned(house: Company, lead: Lead, code: str, **more: object) -> Lead:
    begin_write()
    reject(lead, by=house.rita, code=code, now=LATER, **more)  # type: ignore[arg-type]  # note, key, wake_on
    db.session.commit()
    return lead


def worked(house: Company) -> Lead:
    lead = routed(house)
    begin_write()
    log(lead, by=house.rita, kind=ActivityKind.CALL, outcome=CallOutcome.REACHED, now=NOW + timedelta(minutes=2))
    db.session.commit()
    return lead


def still_owed(lead: Lead) -> list[str]:
    query = select(Timer.kind).where(Timer.lead_id == lead.id, Timer.state == TimerState.RUNNING)
    return [str(kind) for kind in db.session.scalars(query)]


def test_a_wrong_fit_is_disqualified_and_the_forms_owner_hears_of_it(house: Company) -> None:
    lead = returned(house, routed(house), "wrong_fit", note="Three people, no budget.")
    assert (lead.status, lead.owner_id, lead.due_at) == (WorkStatus.DISQUALIFIED, None, None)
    assert (lead.reject_code, lead.rejected_by_id, lead.rejected_at) == ("wrong_fit", house.rita.id, LATER)
    assert messages(lead)[1:] == [("lead-returned", house.mary.id)]
    assert still_owed(lead) == []
    assert events(lead) == ["lead.offered", "lead.rejected"]


def test_the_turn_is_given_back_when_there_was_nothing_to_sell_to(house: Company) -> None:
    lead = returned(house, routed(house), "wrong_fit")
    assignment = db.session.scalars(select(Assignment).where(Assignment.lead_id == lead.id)).one()
    member = db.session.scalars(select(PoolMember).where(PoolMember.user_id == house.rita.id)).one()
    assert (assignment.end_reason, assignment.credited_back) == (EndReason.REJECTED, True)
    assert (member.assigned, member.credited_back) == (1, 1)


def test_not_now_goes_to_nurture_until_that_morning_and_the_turn_counts(house: Company) -> None:
    lead = returned(house, routed(house), "not_now", wake_on=IN_SPRING)
    assert (lead.status, lead.owner_id, lead.wake_at) == (WorkStatus.NURTURE, house.mary.id, SPRING_MORNING)
    assert lead.due_at == SPRING_MORNING
    member = db.session.scalars(select(PoolMember).where(PoolMember.user_id == house.rita.id)).one()
    assert member.credited_back == 0


def test_bad_data_names_the_answer_that_is_missing(house: Company) -> None:
    lead = returned(house, routed(house), "bad_data", key="employees")
    assert (lead.status, lead.reject_key) == (WorkStatus.NURTURE, "employees")


def test_marketing_hears_of_a_return_once_even_where_both_mails_are_for_one_person(house: Company) -> None:
    lead = returned(house, routed(house), "bad_data", key="employees")
    assert messages(lead)[1:] == [("lead-returned", house.mary.id)]
    begin_write()
    house.form.owner_id = person("Max Marketing", Role.MARKETING).id
    db.session.commit()
    begin_write()
    other = routed(house)
    begin_write()
    reject(other, by=house.rob, code="bad_data", key="employees", now=LATER)
    db.session.commit()
    assert messages(other)[1:] == [("nurture-assigned", house.mary.id), ("lead-returned", house.form.owner_id)]


def test_it_goes_back_to_who_nurtured_it_before(house: Company) -> None:
    max_ = person("Max Marketing", Role.MARKETING)
    db.session.commit()
    lead = routed(house, INCOMPLETE)
    begin_write()
    running(lead).user_id = max_.id
    db.session.commit()
    begin_write()
    route(lead, SQL, now=NOW, cause="submission")
    db.session.commit()
    returned(house, lead, "not_now", wake_on=IN_SPRING)
    assert lead.owner_id == max_.id


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("code", {"code": "bored"}),
        ("code", {"code": "unreachable"}),
        ("key", {"code": "bad_data"}),
        ("wake_on", {"code": "not_now"}),
        ("wake_on", {"code": "not_now", "wake_on": NOW.date()}),
        ("wake_on", {"code": "not_now", "wake_on": date(2036, 1, 1)}),
        ("note", {"code": "wrong_fit", "note": "x" * 1001}),
    ],
)
def test_a_reason_says_at_its_field_what_it_still_needs(house: Company, field: str, given: dict[str, object]) -> None:
    lead = routed(house)
    with pytest.raises(FieldRefused) as refused:
        reject(lead, by=house.rita, now=LATER, **given)  # type: ignore[arg-type]  # as the case says
    assert refused.value.field == field
    db.session.rollback()
    assert lead.status is WorkStatus.OFFERED


def test_unreachable_needs_the_agreed_attempts(house: Company) -> None:
    lead = routed(house)
    for minute in range(3):
        begin_write()
        with pytest.raises(FieldRefused, match=f"there are {minute}"):
            reject(lead, by=house.rita, code="unreachable", now=LATER)
        db.session.rollback()
        begin_write()
        at = NOW + timedelta(minutes=minute + 1)
        log(lead, by=house.rita, kind=ActivityKind.CALL, outcome=CallOutcome.NO_ANSWER, now=at)
        db.session.commit()
    assert returned(house, lead, "unreachable").status is WorkStatus.NURTURE


def test_only_its_rep_or_a_manager_gives_a_lead_back(house: Company) -> None:
    lead = routed(house)
    with pytest.raises(NotYours):
        reject(lead, by=house.rob, code="wrong_fit", now=LATER)
    reject(lead, by=house.sam, code="wrong_fit", now=LATER)
    assert lead.status is WorkStatus.DISQUALIFIED


def test_a_lead_is_given_back_once(house: Company) -> None:
    lead = returned(house, routed(house), "wrong_fit")
    with pytest.raises(AlreadyAnswered, match="was given back"):
        reject(lead, by=house.rita, code="wrong_fit", now=LATER)


def test_an_opportunity_is_not_given_back(house: Company) -> None:
    lead = routed(house)
    begin_write()
    lead.status = WorkStatus.OPPORTUNITY
    db.session.flush()
    with pytest.raises(MoveRefused):
        reject(lead, by=house.rita, code="wrong_fit", now=LATER)


def test_the_reasons_on_offer_are_those_of_the_agreement(house: Company) -> None:
    reasons = reasons_for(routed(house))
    assert [reason.code for reason in reasons.offered] == ["wrong_fit", "not_now", "bad_data", "unreachable"]


def test_recycling_sleeps_until_the_day_and_comes_back_to_the_same_rep(house: Company) -> None:
    lead = worked(house)
    begin_write()
    recycle(lead, by=house.rita, wake_on=IN_SPRING, note="Budget comes in March.", now=LATER)
    db.session.commit()
    assert (lead.status, lead.owner_id, lead.wake_at) == (WorkStatus.NURTURE, house.mary.id, SPRING_MORNING)
    assert messages(lead)[-1] == ("lead-recycled", house.mary.id)
    begin_write()
    assert wake_nurture(SPRING_MORNING - timedelta(minutes=1), 10) == 0
    assert wake_nurture(SPRING_MORNING, 10) == 1
    db.session.commit()
    assert (lead.status, lead.owner_id, lead.wake_at) == (WorkStatus.OFFERED, house.rita.id, None)
    assert (running(lead).sticky, running(lead).credited) == (True, False)
    assert events(lead)[-2:] == ["lead.woken", "lead.offered"]


def test_a_lead_wakes_to_a_colleague_when_its_rep_has_left(house: Company) -> None:
    lead = worked(house)
    begin_write()
    recycle(lead, by=house.rita, wake_on=IN_SPRING, now=LATER)
    house.rita.disabled_at = LATER
    db.session.commit()
    begin_write()
    wake_nurture(SPRING_MORNING, 10)
    db.session.commit()
    assert lead.owner_id == house.rob.id


def test_an_mql_wakes_in_marketings_hands(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    begin_write()
    lead.wake_at = LATER
    db.session.commit()
    begin_write()
    wake_nurture(LATER, 10)
    db.session.commit()
    assert (lead.status, lead.owner_id, lead.wake_at) == (WorkStatus.NURTURE, house.mary.id, None)
    assert messages(lead)[-1] == ("nurture-review", house.mary.id)
    assert lead.due_at == NOW + timedelta(days=14)


def test_an_offer_cannot_be_recycled_untried(house: Company) -> None:
    lead = routed(house)
    with pytest.raises(FieldRefused, match="first attempt"):
        recycle(lead, by=house.rita, wake_on=IN_SPRING, now=LATER)


def test_what_colleagues_learn_meanwhile_does_not_wake_a_lead_before_its_day(house: Company) -> None:
    lead = returned(house, routed(house), "not_now", wake_on=IN_SPRING)
    begin_write()
    following.again(lead, judged_sql(), SQL, cause="answer", now=LATER, actor=house.mary)
    db.session.commit()
    assert (lead.status, lead.wake_at) == (WorkStatus.NURTURE, SPRING_MORNING)
    begin_write()
    following.again(lead, judged_sql(), SQL, cause="submission", now=LATER, submission_id=1)
    db.session.commit()
    assert (lead.status, lead.owner_id, lead.wake_at) == (WorkStatus.OFFERED, house.rob.id, None)


def judged_sql() -> Judged:
    verdict = Verdict(Qualification.SQL, (), (), (), (), disqualified=False, agreement_number=1, agreement_hash="")
    return Judged(verdict, 1, Qualification.SQL, Promises())
