"""Random working weeks: whatever people, the worker and the mail server do, the invariants of the domain hold."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.activity import Activity
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.dispute import Dispute, Ruling
from portal.models.handoff.meeting import HeldTime, Meeting
from portal.models.handoff.member import PoolMember
from portal.models.handoff.opportunity import opportunity_of
from portal.models.handoff.outcome import outcome_of
from portal.models.handoff.pool import AssignmentKind
from portal.models.handoff.timer import Timer, TimerState
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message
from portal.models.team.absence import Absence
from portal.models.team.user import Role, User
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.activities import OUTBOUND, ActivityKind, CallOutcome
from portal.rules.handoff.deals import Ending, LostReason
from portal.rules.handoff.fit import FitResult
from portal.rules.handoff.meetings import MeetingKind, MeetingState
from portal.rules.handoff.stages import WITH_REP, MoveRefused, WorkStatus
from portal.rules.refusal import Refusal
from portal.services.handoff import booking, booking_outcomes, fit_calls, opportunities, outcomes
from portal.services.handoff.accepting import accept
from portal.services.handoff.activities import log
from portal.services.handoff.booking import Wish
from portal.services.handoff.booking_times import free_times
from portal.services.handoff.disputing import decide, open_dispute
from portal.services.handoff.escalation import release_held, step_due_timers, wake_nurture
from portal.services.handoff.fit_calls import Follow
from portal.services.handoff.members import pause_member, resume_member
from portal.services.handoff.moving import move
from portal.services.handoff.opportunities import Deal
from portal.services.handoff.rejecting import recycle, reject
from portal.services.handoff.routing import route
from portal.services.handoff.undelivered import on_dead_alert
from tests.support.company import NOW, Company, company
from tests.support.deals import FOUND, IN_SPRING
from tests.support.leads import INCOMPLETE, OFFICE, SQL, new_lead
from tests.support.people import person

STEPS = 150
CALL = MeetingKind.DISCOVERY


@dataclass
class Week:
    """What happens next is the dice's to say; the clock only goes forward."""

    house: Company
    reps: list[User]
    dice: random.Random
    now: datetime = NOW
    refused: int = 0
    done: int = 0
    acts: list[Callable[[], object]] = field(default_factory=list)

    def lead(self, *likely: WorkStatus) -> Lead:
        """Any lead; as a rule one in those states, so that some come to an end."""
        fitting = db.session.scalars(select(Lead).where(Lead.status.in_(likely)).order_by(Lead.id)).all()
        if fitting and self.dice.random() < 0.8:
            return self.dice.choice(fitting)
        return self.dice.choice(db.session.scalars(select(Lead).order_by(Lead.id)).all())

    def owner_of(self, lead: Lead) -> User:
        return db.session.get(User, lead.owner_id or self.house.sam.id) or self.house.sam

    def rep(self) -> User:
        return self.dice.choice(self.reps)

    def arrive(self) -> None:
        facts = self.dice.choice([SQL, SQL, SQL, INCOMPLETE])
        route(new_lead(self.house, facts, now=self.now), facts, now=self.now, cause="submission")

    def accept(self) -> None:
        lead = self.lead()
        accept(lead, by=self.owner_of(lead), now=self.now)

    def call(self) -> None:
        lead = self.lead()
        at = max(lead.created_at, self.now - timedelta(minutes=self.dice.choice([0, 0, 20, 300])))
        outcome = self.dice.choice(list(CallOutcome))
        log(lead, by=self.owner_of(lead), kind=ActivityKind.CALL, outcome=outcome, at=at, now=self.now)

    def plan(self) -> None:
        lead = self.lead()
        by, soon = self.owner_of(lead), self.now + timedelta(hours=self.dice.randint(1, 90))
        log(lead, by=by, kind=ActivityKind.NOTE, note="Hm.", next_step="Ask", next_step_at=soon, now=self.now)

    def reject(self) -> None:
        lead = self.lead()
        code = self.dice.choice(["wrong_fit", "not_now", "bad_data", "unreachable"])
        day = (self.now + timedelta(days=self.dice.randint(1, 5))).date()
        reject(lead, by=self.owner_of(lead), code=code, key="employees", wake_on=day, now=self.now)

    def recycle(self) -> None:
        lead = self.lead()
        day = (self.now + timedelta(days=self.dice.randint(1, 5))).date()
        recycle(lead, by=self.owner_of(lead), wake_on=day, now=self.now)

    def hold_fit_call(self) -> None:
        lead, result = self.lead(WorkStatus.WORKING), self.dice.choice(list(FitResult))
        soon = self.now + timedelta(hours=self.dice.randint(1, 90))
        follow = Follow("Hm.", "Ask", soon, wake_on=(self.now + timedelta(days=2)).date(), code="wrong_fit")
        fit_calls.record(lead, FOUND, result, follow, mode=self.mode(), by=self.owner_of(lead), now=self.now)

    def open_deal(self) -> None:
        lead, soon = self.lead(*opportunities.OPENED_FROM), self.now + timedelta(hours=self.dice.randint(1, 90))
        deal = Deal(Decimal(self.dice.randint(0, 90_000)), IN_SPRING, next_step="Ask", next_step_at=soon)
        opportunities.open_opportunity(lead, deal, mode=self.mode(), by=self.owner_of(lead), now=self.now)

    def end(self) -> None:
        lead = self.lead(WorkStatus.OPPORTUNITY, WorkStatus.WON)
        by, day = self.owner_of(lead), self.now.date()
        if lead.status is WorkStatus.WON:
            outcomes.churn(lead, on=day, by=by, now=self.now)
        elif lead.status is WorkStatus.OPPORTUNITY and self.dice.random() < 0.7:
            outcomes.win(lead, amount=Decimal(1), on=day, by=by, now=self.now)
        else:
            outcomes.lose(lead, reason=LostReason.PRICE, by=by, now=self.now)

    def mode(self) -> FitMode:
        return self.dice.choice([FitMode.OPTIONAL, FitMode.OPTIONAL, FitMode.MANDATORY])

    def move(self) -> None:
        move(self.lead(), to=self.rep(), by=self.house.sam, credit=self.dice.random() < 0.5, now=self.now)

    def book(self) -> None:
        lead = self.lead(WorkStatus.OFFERED, WorkStatus.ACCEPTED, WorkStatus.WORKING)
        rep, by = booking.rep_of(lead), self.dice.choice([None, self.owner_of(lead)])
        free = free_times(rep, CALL, self.now, by_rep=by is not None) if rep else ()
        start = self.dice.choice(free[:6] or [self.now])
        booking.book(lead, Wish(CALL, start, "UTC"), by=by, now=self.now)

    def go_on_with_a_meeting(self) -> None:
        booked = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.BOOKED)).all()
        if not booked:
            return
        meeting = self.dice.choice(booked)
        by = self.owner_of(meeting.lead)
        if meeting.starts_at <= self.now:
            self.dice.choice([booking_outcomes.held, booking_outcomes.missed])(meeting, by=by, now=self.now)
        elif self.dice.random() < 0.5:
            free = free_times(meeting.user, CALL, self.now, instead_of=meeting)
            booking.move(meeting, self.dice.choice(free or (self.now,)), by=None, now=self.now)
        else:
            booking.cancel(meeting, by=self.dice.choice([None, by]), now=self.now)

    def dispute(self) -> None:
        open_dispute(self.lead(), by=self.house.mary, reason="It was good.", now=self.now)

    def rule(self) -> None:
        waiting = db.session.scalars(select(Dispute).where(Dispute.decided_at.is_(None))).first()
        if waiting is not None:
            decide(waiting, by=self.house.sam, ruling=self.dice.choice(list(Ruling)), now=self.now)

    def pause(self) -> None:
        member = db.session.scalars(select(PoolMember).where(PoolMember.user_id == self.rep().id)).one()
        (pause_member if member.paused_at is None else resume_member)(member, by=self.house.sam, now=self.now)

    def go_away(self) -> None:
        until = self.now + timedelta(hours=self.dice.randint(1, 30))
        db.session.add(Absence(user_id=self.rep().id, starts_at=self.now, ends_at=until))

    def lose_a_mail(self) -> None:
        message = self.dice.choice(
            db.session.scalars(select(Message).where(Message.lead_id.is_not(None)).order_by(Message.id)).all()
        )
        on_dead_alert(message, self.now)

    def pass_time(self) -> None:
        self.now += timedelta(minutes=self.dice.choice([1, 5, 15, 15, 60, 700]))
        step_due_timers(self.now, 100)
        release_held(self.now, 100)
        wake_nurture(self.now, 100)

    def step(self) -> None:
        often = [self.arrive] * 3 + [self.pass_time] * 5 + [self.accept] * 4 + [self.call] * 3 + [self.reject] * 2
        often += [self.hold_fit_call, self.open_deal, self.open_deal, self.end]
        often += [self.book, self.book, self.go_on_with_a_meeting]
        rare = [self.plan, self.recycle, self.move, self.dispute, self.rule, self.pause, self.go_away, self.lose_a_mail]
        act = self.dice.choice(often + rare)
        begin_write()
        try:
            act()
        except (Refusal, MoveRefused):
            self.refused += 1
            db.session.rollback()
        else:
            self.done += 1
            db.session.commit()


def check_leads() -> None:
    for lead in db.session.scalars(select(Lead)):
        query = select(Assignment).where(Assignment.lead_id == lead.id, Assignment.ended_at.is_(None))
        active = db.session.scalars(query).all()
        owed = db.session.scalars(
            select(Timer).where(Timer.lead_id == lead.id, Timer.state == TimerState.RUNNING)
        ).all()
        if lead.is_open:
            check_open(lead, active[0] if active else None, [timer.due_at for timer in owed])
        else:
            assert (active, owed, lead.due_at, lead.accountable_id) == ([], [], None, None)
            assert (lead.owner_id is None) is (lead.status not in (WorkStatus.WON, WorkStatus.LOST))
        assert len(active) <= 1
        check_first_response(lead)


def check_open(lead: Lead, active: Assignment | None, owed: list[datetime]) -> None:
    assert lead.accountable_id is not None
    moments = [*owed, *([lead.wake_at] if lead.wake_at else [])]
    assert lead.due_at == min(moments)
    if lead.status is WorkStatus.HELD:
        assert active is None
        assert lead.owner_id is None
        assert lead.wake_at is not None
        return
    assert active is not None
    assert active.user_id == lead.owner_id == lead.accountable_id
    assert active.kind is (AssignmentKind.SALES if lead.status in WITH_REP else AssignmentKind.NURTURE)


def check_first_response(lead: Lead) -> None:
    earliest = select(func.min(Activity.at)).where(Activity.lead_id == lead.id, Activity.kind.in_(OUTBOUND))
    assert lead.first_response_at == db.session.scalar(earliest)


def check_meetings() -> None:
    """A meeting is set exactly where one stands, with the lead's own rep, and nobody is in two at a time."""
    booked = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.BOOKED)).all()
    set_now = set(db.session.scalars(select(Lead.id).where(Lead.status == WorkStatus.MEETING_SET)))
    assert set_now <= {meeting.lead_id for meeting in booked}
    assert all(meeting.user_id == meeting.lead.owner_id for meeting in booked)
    spells = sorted((meeting.user_id, meeting.starts_at, meeting.ends_at) for meeting in booked)
    assert all(one[0] != other[0] or one[2] <= other[1] for one, other in pairwise(spells))
    kept = set(db.session.scalars(select(HeldTime.meeting_id)))
    assert kept == {meeting.id for meeting in booked}


def check_ends() -> None:
    """A lead that ended says how, once; and what was opened has its record."""
    for lead in db.session.scalars(select(Lead)):
        outcome = db.session.scalars(outcome_of(lead.id)).one_or_none()
        assert (outcome is not None) is (lead.status in (WorkStatus.WON, WorkStatus.LOST))
        assert (lead.won_at is not None) is (outcome is not None and outcome.ending is Ending.WON)
        opened = db.session.scalars(opportunity_of(lead.id)).one_or_none()
        assert (lead.opportunity_at is not None) is (opened is not None)


def check_accounts() -> None:
    counted = select(Assignment.user_id, func.count()).where(Assignment.credited, Assignment.credited_back.is_(False))
    owed = {row[0]: row[1] for row in db.session.execute(counted.group_by(Assignment.user_id))}
    for member in db.session.scalars(select(PoolMember)):
        assert member.assigned - member.credited_back == owed.get(member.user_id, 0)


def check_alerts() -> None:
    """Nobody is given a lead without being told (trap 16)."""
    told = set(db.session.scalars(select(Message.key)))
    for row in db.session.scalars(select(Assignment).where(Assignment.kind == AssignmentKind.SALES)):
        assert {f"lead-offered:{row.id}", f"lead-moved:{row.id}"} & told


@pytest.mark.parametrize("seed", [1, 3])
def test_a_random_week_keeps_every_invariant(session: scoped_session[Session], seed: int) -> None:
    house = company()
    rea = person("Rea Rep", Role.REP)
    rea.week = house.rob.week = OFFICE
    db.session.add(PoolMember(pool_id=house.pool.id, user_id=rea.id, joined_at=NOW))
    db.session.commit()
    week = Week(house, [house.rita, house.rob, rea], random.Random(seed))
    begin_write()
    week.arrive()
    db.session.commit()
    for _ in range(STEPS):
        week.step()
        check_leads()
        check_meetings()
    check_accounts()
    check_alerts()
    check_ends()
    assert week.done > STEPS / 3
