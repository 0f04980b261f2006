"""Booking: acceptance and first contact in one, moved and called off with what is owed, recorded afterwards (H11)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.activity import activities_of
from portal.models.handoff.meeting import HeldTime, Meeting
from portal.models.handoff.timer import TimerState
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message
from portal.reports.ledger import ledger
from portal.rules.handoff.meetings import USUAL_TYPES, MeetingKind, MeetingState, Offering
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import availability, booking, booking_outcomes, moving, rejecting
from portal.services.handoff.booking import BookedAlready, MeetingOver, NotBookable, Wish
from portal.services.handoff.booking_times import SlotTaken, free_times, offering_of
from portal.services.handoff.hands import NotYours
from tests.support.company import NOW, Company, later
from tests.support.leads import events, messages, routed, timer

DEMO = MeetingKind.DEMO
TOMORROW = NOW.replace(day=3, hour=14)
AFTER = TOMORROW + timedelta(minutes=45)


def book(lead: Lead, start: datetime = TOMORROW, **more: object) -> Meeting:
    wish = Wish(DEMO, start, "Europe/Berlin", **more)  # type: ignore[arg-type]  # submission_id, language
    begin_write()
    meeting = booking.book(db.session.get_one(Lead, lead.id), wish, by=None, now=later(3))
    db.session.commit()
    return meeting


def free(house: Company, lead: Lead) -> tuple[datetime, ...]:
    return free_times(house.rita if lead.owner_id == house.rita.id else house.rob, DEMO, later(3))


def test_booking_accepts_and_meets_what_was_promised(house: Company) -> None:
    lead = routed(house)
    meeting = book(lead)
    assert (lead.status, lead.accepted_at) == (WorkStatus.MEETING_SET, later(3))
    for kind in (PromiseKind.ACCEPT_BY, PromiseKind.FIRST_CONTACT_BY):
        assert (timer(lead, kind).state, timer(lead, kind).breached_at) == (TimerState.MET, None)
    assert events(lead)[-2:] == ["lead.accepted", "meeting.booked"]
    assert (lead.next_step, lead.next_step_at) == ("Demo", TOMORROW)
    owed = timer(lead, PromiseKind.NEXT_STEP_BY)
    assert owed.started_at == AFTER < owed.due_at == lead.due_at
    assert (meeting.user_id, meeting.ends_at) == (lead.owner_id, AFTER)


def test_prospect_and_rep_are_owed_a_mail_each_and_the_ledger_comes_out(house: Company) -> None:
    lead = routed(house)
    book(lead)
    kinds = [kind for kind, _ in messages(lead)]
    assert kinds.count("meeting-invitation") == kinds.count("meeting-notice") == 1
    assert ledger().messages.difference == 0


def test_what_is_taken_is_not_offered_and_cannot_be_posted(house: Company) -> None:
    first, second = routed(house), routed(house)
    while second.owner_id != first.owner_id:
        second = routed(house)
    assert TOMORROW in free(house, first)
    book(first)
    offered = free(house, second)
    assert not {TOMORROW, TOMORROW + timedelta(minutes=30), TOMORROW - timedelta(minutes=30)} & set(offered)
    assert TOMORROW + timedelta(hours=1) in offered
    for start in (TOMORROW, TOMORROW + timedelta(hours=2, minutes=1), NOW, NOW + timedelta(days=40)):
        with pytest.raises(SlotTaken):
            book(second, start)
    assert second.status is WorkStatus.OFFERED


def test_one_meeting_of_a_lead_stands_at_a_time(house: Company) -> None:
    lead = routed(house)
    book(lead)
    with pytest.raises(BookedAlready):
        book(lead, TOMORROW + timedelta(hours=3))


def test_moving_keeps_the_entry_and_frees_the_time(house: Company) -> None:
    lead = routed(house)
    meeting = book(lead)
    uid, there = meeting.uid, TOMORROW + timedelta(hours=2)
    begin_write()
    booking.move(meeting, there, by=None, now=later(9))
    db.session.commit()
    assert (meeting.uid, meeting.sequence, meeting.starts_at) == (uid, 1, there)
    assert TOMORROW in free(house, lead)
    assert timer(lead, PromiseKind.NEXT_STEP_BY).started_at == there + timedelta(minutes=45)
    assert [kind for kind, _ in messages(lead)].count("meeting-invitation") == 2
    held = db.session.scalar(select(func.count()).select_from(HeldTime))
    assert held == 4, "three quarters of an hour, and one that is kept free"


def test_a_meeting_may_move_into_its_own_time(house: Company) -> None:
    meeting = book(routed(house))
    booking.move(meeting, TOMORROW + timedelta(minutes=30), by=None, now=later(9))
    assert meeting.starts_at == TOMORROW + timedelta(minutes=30)


def test_cancelling_brings_back_a_next_step(house: Company) -> None:
    lead = routed(house)
    meeting = book(lead)
    booking.cancel(meeting, by=None, now=later(9))
    assert (meeting.state, lead.status) == (MeetingState.CANCELLED, WorkStatus.WORKING)
    owed = timer(lead, PromiseKind.NEXT_STEP_BY)
    assert (owed.started_at, owed.state, lead.due_at) == (later(9), TimerState.RUNNING, owed.due_at)
    assert lead.next_step_at is None
    assert TOMORROW in free(house, lead)
    with pytest.raises(MeetingOver):
        booking.cancel(meeting, by=None, now=later(10))
    db.session.commit()
    book(lead, TOMORROW)


def test_held_is_an_act_and_the_work_goes_on(house: Company) -> None:
    lead = routed(house)
    meeting = book(lead)
    rep = lead.owner
    assert rep is not None
    with pytest.raises(MeetingOver):
        booking_outcomes.held(meeting, by=rep, now=later(30))
    booking_outcomes.held(meeting, by=rep, note="They want a pilot.", now=AFTER)
    assert (meeting.state, lead.status) == (MeetingState.HELD, WorkStatus.WORKING)
    assert [act.at for act in db.session.scalars(activities_of(lead.id))] == [TOMORROW]
    assert lead.first_response_at == TOMORROW
    assert timer(lead, PromiseKind.NEXT_STEP_BY).started_at == AFTER


def test_no_show_is_recorded_and_a_next_step_owed(house: Company) -> None:
    lead = routed(house)
    meeting = book(lead)
    booking_outcomes.missed(meeting, by=house.sam, now=AFTER)
    assert (meeting.state, lead.status, events(lead)[-1]) == (
        MeetingState.NO_SHOW,
        WorkStatus.WORKING,
        "meeting.missed",
    )
    assert timer(lead, PromiseKind.NEXT_STEP_BY).started_at == AFTER
    assert lead.first_response_at is None


def test_others_do_not_change_it(house: Company) -> None:
    lead = routed(house)
    meeting = book(lead)
    stranger = house.rob if lead.owner_id == house.rita.id else house.rita
    for act in (booking.cancel, booking_outcomes.missed):
        with pytest.raises(NotYours):
            act(meeting, by=stranger, now=AFTER)


def test_meeting_is_called_off_when_the_lead_leaves_its_rep(house: Company) -> None:
    given, moved = routed(house), routed(house)
    meetings = [book(given), book(moved, TOMORROW + timedelta(hours=2))]
    rep = given.owner
    assert rep is not None
    rejecting.reject(given, by=rep, code="wrong_fit", now=later(20))
    other = house.rob if moved.owner_id == house.rita.id else house.rita
    moving.move(moved, to=other, by=house.sam, credit=True, now=later(20))
    assert [meeting.state for meeting in meetings] == [MeetingState.CANCELLED] * 2
    assert (given.status, moved.status) == (WorkStatus.DISQUALIFIED, WorkStatus.WORKING)
    assert db.session.scalar(select(func.count()).select_from(HeldTime)) == 0
    told = db.session.scalars(select(Message.lead_id).where(Message.kind == "meeting-invitation")).all()
    assert sorted(told) == sorted([given.id, moved.id] * 2)
    db.session.commit()
    with pytest.raises(NotBookable):
        book(given, TOMORROW + timedelta(hours=4))


def test_meeting_that_nobody_recorded_makes_room(house: Company) -> None:
    lead = routed(house)
    old = book(lead)
    wish = Wish(DEMO, TOMORROW + timedelta(days=2), "UTC")
    assert booking.book(lead, wish, by=None, now=AFTER).stands
    assert old.state is MeetingState.LAPSED


def test_rep_books_for_the_prospect_without_notice(house: Company) -> None:
    lead = routed(house)
    rep = lead.owner
    assert rep is not None
    soon = NOW + timedelta(minutes=30)
    with pytest.raises(SlotTaken):
        book(lead, soon)
    meeting = booking.book(lead, Wish(DEMO, soon, "UTC"), by=rep, now=later(3))
    assert (meeting.booked_by_id, lead.status) == (rep.id, WorkStatus.MEETING_SET)


def test_what_a_rep_sets_is_what_is_offered(house: Company) -> None:
    types = {**USUAL_TYPES}
    settings = Offering(bookable=False, before=30, after=0, notice=0, days=3, types=types)
    availability.set_offering(house.rita, settings, by=house.rita, now=NOW)
    db.session.commit()
    assert offering_of(house.rita) == settings
    assert free_times(house.rita, DEMO, NOW) == ()
    assert free_times(house.rita, DEMO, NOW, by_rep=True)
    with pytest.raises(availability.OfferingRefused):
        availability.set_offering(house.rita, Offering(after=7), by=house.rita, now=NOW)
