"""Logging work: first response, promises met, the next step, and entries that do not hold together."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.activity import Activity
from portal.models.handoff.timer import TimerState
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.rules.refusal import FieldRefused
from portal.services.handoff.accepting import accept
from portal.services.handoff.activities import log
from tests.support.company import NOW, Company
from tests.support.leads import INCOMPLETE, events, routed, running, timer

CALLED = NOW + timedelta(minutes=4)


def minutes(count: int) -> datetime:
    return NOW + timedelta(minutes=count)


def accepted(house: Company) -> Lead:
    lead = routed(house)
    begin_write()
    accept(lead, by=house.rita, now=minutes(2))
    db.session.commit()
    return lead


def call(lead: Lead, by: User, *, now: datetime = CALLED, at: datetime | None = None, **more: object) -> None:
    begin_write()
    log(lead, by=by, kind=ActivityKind.CALL, outcome=CallOutcome.VOICEMAIL, at=at, now=now, **more)  # type: ignore[arg-type]
    db.session.commit()


def test_the_first_call_starts_the_work_and_keeps_both_promises(house: Company) -> None:
    lead = accepted(house)
    call(lead, house.rita)
    assert (lead.status, lead.first_response_at) == (WorkStatus.WORKING, CALLED)
    for kind in (PromiseKind.FIRST_CONTACT_BY, PromiseKind.FIRST_ATTEMPT_BY):
        assert (timer(lead, kind).state, timer(lead, kind).met_at) == (TimerState.MET, CALLED)
    assert lead.due_at == timer(lead, PromiseKind.NEXT_STEP_BY).due_at == CALLED + timedelta(minutes=960)


def test_calling_at_once_accepts_the_offer(house: Company) -> None:
    lead = routed(house)
    call(lead, house.rita)
    assert (lead.status, lead.accepted_at) == (WorkStatus.WORKING, CALLED)
    assert timer(lead, PromiseKind.ACCEPT_BY).state is TimerState.MET
    assert events(lead) == ["lead.offered", "activity.logged", "lead.accepted"]


def test_a_colleagues_call_answers_the_prospect_but_accepts_nothing(house: Company) -> None:
    lead = routed(house)
    call(lead, house.sam)
    assert (lead.status, lead.first_response_at) == (WorkStatus.OFFERED, CALLED)


def test_a_note_is_no_response(house: Company) -> None:
    lead = accepted(house)
    begin_write()
    log(lead, by=house.mary, kind=ActivityKind.NOTE, note="Met them at the fair.", now=CALLED)
    db.session.commit()
    assert (lead.status, lead.first_response_at) == (WorkStatus.ACCEPTED, None)
    assert timer(lead, PromiseKind.FIRST_ATTEMPT_BY).state is TimerState.RUNNING


def test_the_earliest_response_wins_whenever_it_is_logged(house: Company) -> None:
    lead = accepted(house)
    call(lead, house.rita, now=minutes(40))
    late = timer(lead, PromiseKind.FIRST_ATTEMPT_BY)
    assert late.breached_at == late.due_at
    call(lead, house.rita, now=minutes(50), at=minutes(4))
    assert lead.first_response_at == minutes(4)
    kept = timer(lead, PromiseKind.FIRST_ATTEMPT_BY)
    assert (kept.met_at, kept.breached_at) == (minutes(4), None)
    call(lead, house.rita, now=minutes(60))
    assert lead.first_response_at == minutes(4)


def test_a_named_next_step_is_due_when_it_says(house: Company) -> None:
    lead = accepted(house)
    step_at = NOW + timedelta(days=2)
    call(lead, house.rita, next_step="Send the price list", next_step_at=step_at)
    assert (lead.next_step, lead.next_step_at, lead.due_at) == ("Send the price list", step_at, step_at)
    call(lead, house.rita, now=NOW + timedelta(days=1))
    assert (lead.next_step, lead.next_step_at) == ("", None)
    assert lead.due_at == NOW + timedelta(days=1, minutes=960)


def test_a_look_at_a_nurtured_lead_is_its_review(house: Company) -> None:
    lead = routed(house, INCOMPLETE)
    first = timer(lead, PromiseKind.REVIEW_BY)
    begin_write()
    looked = NOW + timedelta(days=3)
    log(lead, by=house.mary, kind=ActivityKind.EMAIL, note="Asked for the size", now=looked)
    db.session.commit()
    db.session.refresh(first)
    assert (first.state, lead.due_at) == (TimerState.MET, looked + timedelta(days=14))
    assert lead.status is WorkStatus.NURTURE
    assert running(lead).user_id == house.mary.id


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("outcome", {"outcome": None}),
        ("at", {"at": CALLED + timedelta(minutes=10)}),
        ("at", {"at": NOW - timedelta(hours=1)}),
        ("next_step_at", {"next_step": "Call again"}),
        ("next_step", {"next_step_at": CALLED + timedelta(days=1)}),
        ("next_step_at", {"next_step": "Call again", "next_step_at": NOW}),
        ("note", {"kind": ActivityKind.NOTE, "note": " "}),
    ],
)
def test_an_entry_that_does_not_hold_together_is_refused_at_its_field(
    house: Company, field: str, wrong: dict[str, object]
) -> None:
    lead = accepted(house)
    entry = {"kind": ActivityKind.CALL, "outcome": CallOutcome.REACHED, **wrong}
    with pytest.raises(FieldRefused) as refused:
        log(lead, by=house.rita, now=CALLED, **entry)  # type: ignore[arg-type]  # as the case says
    assert refused.value.field == field
    assert db.session.scalars(select(Activity)).all() == []


def test_a_moment_typed_to_the_minute_of_arrival_counts_from_the_arrival(house: Company) -> None:
    lead = accepted(house)
    call(lead, house.rita, at=NOW - timedelta(seconds=40))
    assert lead.first_response_at == lead.created_at
