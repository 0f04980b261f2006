"""Reps and meetings: booked for a prospect, moved, called off, recorded; what they offer is theirs to say."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.meeting import Meeting
from portal.models.intake.lead import Lead
from portal.rules.handoff.meetings import MeetingKind, MeetingState
from portal.rules.handoff.slots import stamp
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import booking
from portal.services.handoff.booking import Wish
from portal.services.handoff.booking_times import free_times, offering_of
from portal.web.shared.clock import utcnow
from tests.support.browsing import post
from tests.support.company import Company
from tests.web.sales.conftest import Browse, Enquire, other_rep, rep_of, valid

pytestmark = pytest.mark.one_database
Db = scoped_session[Session]
SLOT = re.compile(r'name="slot" value="(\d{8}T\d{4}Z)"')
DEMO = MeetingKind.DEMO


def booked(lead: Lead, days: int = 2) -> Meeting:
    begin_write()
    lead = db.session.get_one(Lead, lead.id)
    free = free_times(rep_of(lead), DEMO, utcnow())
    start = next(moment for moment in free if moment > utcnow() + timedelta(days=days))
    meeting = booking.book(lead, Wish(DEMO, start, "Asia/Tokyo"), by=None, now=utcnow())
    db.session.commit()
    return meeting


def begun(meeting: Meeting) -> Meeting:
    """As if it had begun an hour ago."""
    length = meeting.ends_at - meeting.starts_at
    start = utcnow().replace(second=0, microsecond=0) - timedelta(hours=1)
    meeting.lead.created_at = start - timedelta(days=1)
    meeting.starts_at, meeting.ends_at = start, start + length
    db.session.commit()
    return meeting


def fresh(session: Db, lead: Lead) -> tuple[WorkStatus, Meeting]:
    session.rollback()
    session.expire_all()
    latest = select(Meeting).where(Meeting.lead_id == lead.id).order_by(Meeting.id.desc())
    return db.session.get_one(Lead, lead.id).status, db.session.scalars(latest).first()  # type: ignore[return-value]


def test_rep_books_for_the_prospect(enquire: Enquire, browse: Browse, session: Db) -> None:
    lead = enquire()
    client = browse(rep_of(lead))
    page = client.get(f"/leads/{lead.id}").text
    assert "/meet/" in page
    form = client.get(f"/leads/{lead.id}/meeting?kind=strategy").text
    assert valid(form)
    slot = SLOT.findall(form)[0]
    answer = post(client, f"/leads/{lead.id}/meeting", slot=slot, kind="strategy", zone="America/Chicago")
    assert answer.status_code == 303
    status, meeting = fresh(session, lead)
    assert (status, meeting.kind, meeting.zone) == (WorkStatus.MEETING_SET, "strategy", "America/Chicago")
    assert stamp(meeting.starts_at) == slot
    shown = client.get(f"/leads/{lead.id}").text
    assert "Strategy session" in shown
    assert "Meeting booked" in shown


def test_without_a_time_it_asks_again(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    client = browse(rep_of(lead))
    assert post(client, f"/leads/{lead.id}/meeting", slot="", zone="UTC").status_code == 422
    assert post(client, f"/leads/{lead.id}/meeting", slot="20200101T0900Z", zone="UTC").status_code == 409
    assert post(client, f"/leads/{lead.id}/meeting", slot="x", zone="Nowhere/Land").status_code == 422


def test_rep_moves_and_calls_off(enquire: Enquire, browse: Browse, session: Db) -> None:
    lead = enquire()
    meeting = booked(lead)
    before = meeting.starts_at
    client = browse(rep_of(lead))
    form = client.get(f"/meetings/{meeting.id}/change").text
    assert '<option value="Asia/Tokyo" selected' in form
    slot = next(one for one in SLOT.findall(form) if one != stamp(before))
    assert post(client, f"/meetings/{meeting.id}/change", slot=slot, zone="Asia/Tokyo").status_code == 303
    _, moved = fresh(session, lead)
    assert (stamp(moved.starts_at), moved.sequence) == (slot, 1)
    assert "taken out of both calendars" in client.get(f"/meetings/{meeting.id}/cancellation").text
    assert post(client, f"/meetings/{meeting.id}/cancellation").status_code == 303
    status, off = fresh(session, lead)
    assert (status, off.state) == (WorkStatus.WORKING, MeetingState.CANCELLED)


@pytest.mark.parametrize(("outcome", "state"), [("held", MeetingState.HELD), ("missed", MeetingState.NO_SHOW)])
def test_how_it_went_is_recorded(
    enquire: Enquire, browse: Browse, session: Db, outcome: str, state: MeetingState
) -> None:
    lead = enquire()
    meeting = begun(booked(lead))
    client = browse(rep_of(lead))
    assert "Say how it went" in client.get(f"/leads/{lead.id}").text
    assert "Say how these went" in client.get("/meetings").text
    assert post(client, f"/meetings/{meeting.id}/outcome").status_code == 422
    tomorrow = f"{datetime.now() + timedelta(days=1):%Y-%m-%dT09:00}"  # noqa: DTZ005  what a browser sends
    said = {"outcome": outcome, "note": "Good talk.", "next_step": "Send an offer", "next_step_at": tomorrow}
    assert post(client, f"/meetings/{meeting.id}/outcome", **said).status_code == 303
    assert fresh(session, lead)[1].state is state
    assert fresh(session, lead)[0] is WorkStatus.WORKING
    assert post(client, f"/meetings/{meeting.id}/outcome", **said).status_code == 409


def test_half_a_next_step_changes_nothing(enquire: Enquire, browse: Browse, session: Db) -> None:
    lead = enquire()
    meeting = begun(booked(lead))
    client = browse(rep_of(lead))
    answer = post(client, f"/meetings/{meeting.id}/outcome", outcome="held", next_step="Call")
    assert (answer.status_code, "Say when the next step is due." in answer.text) == (422, True)
    assert fresh(session, lead)[1].stands


def test_stranger_sees_no_meeting(enquire: Enquire, browse: Browse, house: Company) -> None:
    lead = enquire()
    meeting = booked(lead)
    client = browse(other_rep(house, lead))
    for path in ("change", "cancellation", "outcome"):
        assert client.get(f"/meetings/{meeting.id}/{path}").status_code == 404
    assert client.get(f"/leads/{lead.id}/meeting").status_code == 404
    assert lead.person_name not in client.get("/meetings").text


def test_manager_sees_the_teams_meetings(enquire: Enquire, browse: Browse, house: Company) -> None:
    lead = enquire()
    booked(lead)
    client = browse(house.sam)
    assert lead.person_name not in client.get("/meetings").text
    assert lead.person_name in client.get("/meetings?whose=team").text
    assert "whose=team" not in browse(house.rita).get("/meetings").text
    assert browse(house.mary).get("/meetings").status_code == 403


def offered(client: FlaskClient, **changes: str) -> dict[str, str]:
    given = {"before": "0", "after": "15", "notice": "240", "days": "14"}
    for kind, name, minutes in (("discovery", "Call", "30"), ("demo", "Tour", "45"), ("strategy", "Plan", "60")):
        given |= {f"{kind}_name": name, f"{kind}_minutes": minutes, f"{kind}_place": ""}
    return {**given, **changes}


def test_rep_says_how_they_can_be_booked(house: Company, browse: Browse, session: Db) -> None:
    client = browse(house.rita)
    page = client.get("/account/availability").text
    assert valid(page)
    assert 'value="Discovery call"' in page
    given = offered(client, bookable="y", demo_offered="y", demo_place="https://meet.example/rita", demo_minutes="90")
    assert post(client, "/account/availability", **given).status_code == 303
    session.rollback()
    found = offering_of(house.rita)
    assert (found.offered(), found.types[DEMO].name, found.types[DEMO].minutes) == ((DEMO,), "Tour", 90)
    for wrong in ({"days": "0"}, {"demo_minutes": "20"}, {"demo_name": ""}, {"after": "7"}):
        assert post(client, "/account/availability", **offered(client, **wrong)).status_code == 422
    assert browse(house.mary).get("/account/availability").status_code == 403
    assert "/account/availability" not in browse(house.mary).get("/account").text
