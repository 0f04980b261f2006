"""Two months at Marlow, told in order of time: people write, reps accept and call, the worker's clock ticks between."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from portal.cli.demo import meetings, papers, rehearsals, sharing, traffic
from portal.cli.demo.desk import Desk
from portal.cli.demo.people import Company
from portal.cli.demo.visitors import Visitors
from portal.models.base import db
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.timer import Timer, TimerState
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message, MessageState
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import escalation

SEED = 20260922
FRESH = timedelta(minutes=20)
BATCH = 200
Act = Callable[[datetime], None]


@dataclass(order=True)
class Turn:
    """Something that happens at a moment; ``number`` keeps the order of equal moments."""

    at: datetime
    number: int
    act: Act = field(compare=False)


class Story:
    """What is still to come, in order of time."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.dice = random.Random(SEED)  # noqa: S311  a story is to be the same every time
        self._turns: list[Turn] = []
        self._count = 0

    def plan(self, at: datetime, act: Act) -> None:
        """Let it happen then, unless the story is over by then."""
        if at <= self.now:
            self._count += 1
            heapq.heappush(self._turns, Turn(at, self._count, act))

    def ahead(self) -> datetime:
        """When the next thing happens; the end of the story when nothing is left."""
        return self._turns[0].at if self._turns else self.now

    def next(self) -> Turn | None:
        """What comes next."""
        return heapq.heappop(self._turns) if self._turns else None


def live_through(company: Company, *, now: datetime) -> None:
    """Live the two months. Afterwards nothing waits that should have happened before ``now``."""
    story = Story(now)
    forms = papers.begin(company)
    changed = max(company.began + timedelta(hours=1), now - timedelta(days=21))
    story.plan(changed, lambda at: papers.renew(company, forms, at))
    story.plan(changed + timedelta(hours=1), lambda at: rehearsals.rehearse(company, forms, at))
    story.plan(changed + timedelta(hours=2), lambda at: sharing.share(company, forms, at))
    story.plan(now - timedelta(days=2), lambda at: papers.discuss(company, at))
    desk = Desk(company, story.plan, story.dice, now - FRESH)
    Visitors(forms, story.plan, story.dice).come(company.began + timedelta(hours=1), now)
    seen = 0
    while True:
        due = _next_due()
        if due is not None and due <= min(now, story.ahead()):
            _tick(due)
        elif (turn := story.next()) is not None:
            turn.act(turn.at)
        else:
            break
        seen = _notice(desk, seen)
    meetings.arrange(now)
    _lay_to_rest(now - FRESH)
    traffic.pass_by(SEED)


def _notice(desk: Desk, seen: int) -> int:
    """Whoever was given a lead since the last look plans what to do with it."""
    fresh = db.session.scalars(select(Assignment).where(Assignment.id > seen).order_by(Assignment.id)).all()
    for assignment in fresh:
        desk.plan_for(assignment)
    return max((assignment.id for assignment in fresh), default=seen)


def _tick(at: datetime) -> None:
    """Let the worker do what is due at that moment."""
    escalation.step_due_timers(at, BATCH)
    escalation.release_held(at, BATCH)
    escalation.wake_nurture(at, BATCH)


def _next_due() -> datetime | None:
    timers = select(func.min(Timer.next_at)).where(Timer.state == TimerState.RUNNING)
    asleep = Lead.status.in_((WorkStatus.HELD, WorkStatus.NURTURE))
    leads = select(func.min(Lead.wake_at)).where(asleep)
    moments = [moment for query in (timers, leads) if (moment := db.session.scalar(query)) is not None]
    return min(moments, default=None)


def _lay_to_rest(before: datetime) -> None:
    """The mails of the story were delivered when they were owed; the last ones are left to the post."""
    settled = {"state": MessageState.SENT, "attempts": 1, "sent_at": Message.created_at, "next_attempt_at": None}
    old = (Message.state == MessageState.WAITING, Message.created_at < before)
    db.session.execute(update(Message).where(*old).values(settled))
