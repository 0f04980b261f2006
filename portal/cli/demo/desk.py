"""What Marlow's people do with the leads that they are given."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from portal.cli.demo import deals
from portal.cli.demo.people import Company
from portal.models.base import db
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.rules.handoff.stages import MoveRefused, WorkStatus
from portal.rules.refusal import Refusal
from portal.services.handoff import accepting, activities, disputing, rejecting

Plan = Callable[[datetime, Callable[[datetime], None]], None]
OUTCOMES = (
    (CallOutcome.REACHED, 38, "Good talk. Wants to see it on their own orders."),
    (CallOutcome.VOICEMAIL, 24, "Left my number and two times to choose from."),
    (CallOutcome.NO_ANSWER, 24, ""),
    (CallOutcome.GATEKEEPER, 12, "In a meeting until the afternoon, says the front desk."),
    (CallOutcome.WRONG_NUMBER, 2, "The number belongs to a bakery."),
)
ENDINGS = (
    ("wrong_fit", 22, "Three people and a garage; they need a spreadsheet, not us."),
    ("not_now", 26, "Budget is set in spring. Asked to be called then."),
    ("unreachable", 16, "Tried by phone and mail on different days."),
    ("competitor", 6, "Sells a warehouse system themselves."),
    ("bad_data", 8, "The number of employees was plainly a slip."),
)
MISSED, KEPT, FITTING = 0.09, 0.26, 0.22


class Desk:
    """Plans what follows from each assignment. Leads given after ``fresh`` are left to be answered by the reader."""

    def __init__(self, company: Company, plan: Plan, dice: random.Random, fresh: datetime) -> None:
        self.company, self.plan, self.dice, self.fresh = company, plan, dice, fresh

    def plan_for(self, assignment: Assignment) -> None:
        """An offer is accepted within minutes, as a rule; nurture is looked after within days."""
        if assignment.offered_at >= self.fresh:
            return
        if assignment.kind is AssignmentKind.NURTURE:
            self._later(assignment, self._nurture, days=self.dice.uniform(1, 12))
        elif self.dice.random() >= MISSED:
            self._later(assignment, self._accept, minutes=min(28, 0.3 + self.dice.expovariate(1 / 2.2)))

    def _later(self, assignment: Assignment, act: Callable[[Lead, User, datetime], None], **wait: float) -> None:
        """The act happens then if the lead is still with that person and nothing stands against it."""
        lead_id, user_id, start = assignment.lead_id, assignment.user_id, assignment.offered_at
        self._plan(lead_id, user_id, start + timedelta(**wait), act)

    def later(self, lead: Lead, rep: User, at: datetime, act: Callable[[Lead, User, datetime], None]) -> None:
        """The rep does it then, if the lead is still theirs."""
        self._plan(lead.id, rep.id, at, act)

    def _plan(self, lead_id: int, user_id: int, at: datetime, act: Callable[[Lead, User, datetime], None]) -> None:
        def turn(when: datetime) -> None:
            lead = db.session.get_one(Lead, lead_id)
            if lead.owner_id != user_id:
                return
            try:
                with db.session.begin_nested():
                    act(lead, db.session.get_one(User, user_id), when)
            except (Refusal, MoveRefused):
                return

        self.plan(at, turn)

    def _accept(self, lead: Lead, rep: User, now: datetime) -> None:
        if lead.status is WorkStatus.OFFERED:
            accepting.accept(lead, by=rep, now=now)
            self._plan(lead.id, rep.id, now + timedelta(minutes=self.dice.expovariate(1 / 2) + 0.3), self._call)

    def _call(self, lead: Lead, rep: User, now: datetime) -> None:
        outcome, note = self._outcome()
        ahead = now + timedelta(days=self.dice.randrange(2, 7), minutes=self.dice.randrange(300))
        activities.log(
            lead,
            by=rep,
            kind=ActivityKind.CALL,
            outcome=outcome,
            note=note,
            next_step="Send the figures and call again" if outcome is CallOutcome.REACHED else "Try again",
            next_step_at=ahead,
            now=now,
        )
        follow = self._end if self.dice.random() < 0.6 else self._call
        self._plan(lead.id, rep.id, ahead - timedelta(minutes=self.dice.randrange(5, 200)), follow)

    def _outcome(self) -> tuple[CallOutcome, str]:
        outcome, _weight, note = self.dice.choices(OUTCOMES, [weight for _, weight, _ in OUTCOMES])[0]
        return outcome, note

    def _end(self, lead: Lead, rep: User, now: datetime) -> None:
        """Back to marketing, one way or another; some stay in hand."""
        luck = self.dice.random()
        if luck < KEPT:
            self._call(lead, rep, now)
        elif luck < KEPT + FITTING:
            deals.confirm(self, lead, rep, now)
        elif luck < KEPT + FITTING + 0.16:
            wake = (now + timedelta(days=self.dice.randrange(20, 70))).date()
            rejecting.recycle(lead, by=rep, wake_on=wake, note="Interested, but the project starts later.", now=now)
        else:
            self._give_back(lead, rep, now)

    def _give_back(self, lead: Lead, rep: User, now: datetime) -> None:
        code, _weight, note = self.dice.choices(ENDINGS, [weight for _, weight, _ in ENDINGS])[0]
        wake = (now + timedelta(days=self.dice.randrange(25, 80))).date() if code == "not_now" else None
        key = "employees" if code == "bad_data" else None
        rejecting.reject(lead, by=rep, code=code, note=note, key=key, wake_on=wake, now=now)
        if code in ("wrong_fit", "competitor") and self.dice.random() < 0.12:
            self._dispute(lead, now)

    def _dispute(self, lead: Lead, now: datetime) -> None:
        reason = "They run two sites under another name; the form only counted one."
        disputing.open_dispute(lead, by=self.company.one("marketing"), reason=reason, now=now + timedelta(minutes=1))

    def _nurture(self, lead: Lead, marketer: User, now: datetime) -> None:
        if lead.status is WorkStatus.NURTURE:
            activities.log(
                lead,
                by=marketer,
                kind=ActivityKind.EMAIL,
                note="Sent the guide and asked for what is missing.",
                next_step="Look whether they answered",
                next_step_at=now + timedelta(days=self.dice.randrange(62, 90)),
                now=now,
            )
