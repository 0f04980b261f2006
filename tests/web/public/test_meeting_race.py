"""Two hundred prospects want twenty times at once: each time is booked once, and everybody else is told kindly."""

from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.mail.meeting_links import MeetClaim, meet_token
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.meeting import HeldTime, Meeting
from portal.models.handoff.member import PoolMember
from portal.models.intake.lead import Lead
from portal.models.ops.message import Message
from portal.reports.ledger import ledger
from portal.rules.handoff.meetings import MeetingKind, Offering
from portal.rules.handoff.slots import stamp
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import availability
from portal.services.handoff.booking_times import free_times
from portal.services.handoff.routing import route
from portal.web.shared.clock import utcnow
from tests.support.company import ALWAYS, company
from tests.support.leads import SQL, new_lead
from tests.support.racing import together

PROSPECTS, TIMES = 200, 20


def test_200_prospects_race_for_20_times(app: Flask) -> None:
    with app.app_context():
        tokens, starts = _prepare(app)

        def want(number: int) -> tuple[int, bool]:
            """The status, and whether the answer offers other times or says that it is booked."""
            client = app.test_client()
            posted = {"slot": starts[number % TIMES], "kind": "discovery", "zone": "Europe/Paris"}
            answer = client.post(f"/meet/{tokens[number]}", data=posted)
            kind = "This time has just been taken" in answer.text or "No times are free" in answer.text
            return answer.status_code, kind

        answers = together([lambda number=number: want(number) for number in range(PROSPECTS)])  # type: ignore[misc]
        counted = Counter(answers)
        assert counted[303, False] == TIMES
        assert counted[409, True] == PROSPECTS - TIMES
        booked = db.session.scalars(select(Meeting.starts_at)).all()
        assert sorted(stamp(start) for start in booked) == sorted(starts), "every time once"
        assert db.session.scalar(select(func.count()).select_from(HeldTime)) == TIMES * 2
        set_now = db.session.scalar(select(func.count()).where(Lead.status == WorkStatus.MEETING_SET))
        mails = db.session.scalar(select(func.count()).where(Message.kind == "meeting-invitation"))
        assert (set_now, mails) == (TIMES, TIMES)
        assert ledger().messages.difference == 0


def _prepare(app: Flask) -> tuple[list[str], list[str]]:
    """Prospects who are all with one rep, who has twenty times left."""
    house = company()
    db.session.commit()
    begin_write()
    others = select(PoolMember).where(PoolMember.user_id != house.rita.id)
    for member in db.session.scalars(others):
        member.left_at = utcnow()
    house.rita.week = ALWAYS
    settings = Offering(before=0, after=0, notice=0, days=1)
    availability.set_offering(house.rita, settings, by=house.rita, now=utcnow())
    now, leads = utcnow() - timedelta(minutes=1), []
    for _ in range(PROSPECTS):
        lead = new_lead(house, SQL, now=now)
        route(lead, SQL, now=now, cause="submission")
        leads.append(lead.id)
    free = free_times(house.rita, MeetingKind.DISCOVERY, utcnow() + timedelta(minutes=5))
    db.session.commit()
    tokens = [meet_token(MeetClaim(lead, language="en"), app.config["SECRET_KEY"]) for lead in leads]
    return tokens, [stamp(start) for start in free[:TIMES]]
