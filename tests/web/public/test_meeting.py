"""Meeting the rep from the thank-you page and by link: shown by GET, done by POST, nothing told about anybody else."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.mail.meeting_links import MeetClaim, meet_token, read_meet_token, rep_token
from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.models.intake.lead import Lead
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.rules.forms.behaviour import Behaviour
from portal.rules.handoff.meetings import MeetingState
from portal.rules.handoff.stages import WorkStatus
from tests.support.company import COMPLETE, CONTACT
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
ADDRESS = "/f/our-form"
OFFERS = replace(CONTACT, behaviour=Behaviour(introduce=True, meeting=True))
SLOT = re.compile(r'name="slot" value="(\d{8}T\d{4}Z)"')
ACTION = re.compile(r'method="post" action="(/meet/[^"]+)"')


def thanked(visitor: Visitor, **changes: str) -> Page:
    answer = visitor.post(ADDRESS, {**COMPLETE, **changes}, visitor.open(ADDRESS))
    assert answer.status == 303
    return visitor.open(answer.response.headers["Location"])


def book(visitor: Visitor, page: Page, index: int = 0, **changes: str) -> Page:
    action = ACTION.search(page.html)
    assert action is not None
    chosen = {"slot": SLOT.findall(page.html)[index], **changes}
    return visitor.post(action[1], chosen, page, follow_redirects=True)


def meetings(app: Flask) -> list[Meeting]:
    with app.app_context():
        return list(db.session.scalars(select(Meeting).order_by(Meeting.id)))


def by_mail(app: Flask, language: str = "en") -> str:
    """The address that a mail to the newest lead's person carries."""
    with app.app_context():
        lead = db.session.scalars(select(Lead).order_by(Lead.id.desc())).first()
        assert lead is not None
        return f"/meet/{meet_token(MeetClaim(lead.id, language=language), app.config['SECRET_KEY'])}"


def test_an_sql_books_on_the_thank_you_page(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OFFERS)
    page = thanked(visitor)
    assert "Choose a time with R" in page.html
    booked = book(visitor, page, zone="America/New_York")
    assert (booked.status, booked.h1) == (200, ["Your meeting is booked"])
    assert "(America/New York)" in booked.html
    [meeting] = meetings(app)
    with app.app_context():
        lead = db.session.get_one(Lead, meeting.lead_id)
        assert (lead.status, meeting.zone) == (WorkStatus.MEETING_SET, "America/New_York")
    again = visitor.open(page.response.request.path)
    assert "Choose a time with" not in again.html


def test_all_others_read_the_same_words(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """Trap 7: an MQL, a suspect, a stranger with the reference; and nobody where the form does not offer it."""
    publish(OFFERS)
    for changes in ({"employees": ""}, {"_homepage": "x"}):
        assert "Choose a time" not in thanked(visitor, **changes).html
    page = thanked(visitor)
    assert "Choose a time" not in Visitor(app.test_client()).open(page.response.request.path).html


def test_introduction_alone_offers_nothing(visitor: Visitor, publish: Publish) -> None:
    publish(replace(CONTACT, behaviour=Behaviour(introduce=True)))
    assert "Choose a time" not in thanked(visitor).html


def test_days_zones_and_types_are_links_that_change_nothing(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OFFERS)
    thanked(visitor)
    address = by_mail(app)
    page = visitor.open(address)
    first = SLOT.findall(page.html)
    days = [href for href, _ in page.links if "day=" in href]
    assert len(days) > 10
    other = visitor.open(days[3])
    assert not set(first) & set(SLOT.findall(other.html))
    there = visitor.open(f"{address}?zone=Asia/Tokyo")
    assert '<option value="Asia/Tokyo" selected' in there.html
    assert "60 minutes" not in page.html
    assert any("kind=demo" in href for href, _ in page.links)
    assert meetings(app) == []


def test_taken_time_is_said_kindly_with_the_times_that_are_left(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OFFERS)
    pages = [(Visitor(app.test_client()), f"p{number}@firm{number}.example") for number in range(3)]
    shown = [(one, thanked(one, work_email=email)) for one, email in pages]
    slot = SLOT.findall(shown[0][1].html)[5]
    answers = [book(one, page, slot=slot) for one, page in shown]
    assert sorted(answer.status for answer in answers) == [200, 200, 409], "two reps, three who want the same time"
    [late] = [answer for answer in answers if answer.status == 409]
    assert "This time has just been taken" in late.html
    assert late.title.startswith("Error:")
    assert slot not in SLOT.findall(late.html)


def test_without_a_choice_it_asks_again(visitor: Visitor, publish: Publish) -> None:
    publish(OFFERS)
    page = thanked(visitor)
    for slot in ("", "soon", "20200101T0900Z"):
        answer = book(visitor, page, slot=slot)
        assert answer.status == (409 if slot.startswith("2") else 422)
        assert SLOT.findall(answer.html)


def test_prospect_moves_and_cancels(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OFFERS)
    book(visitor, thanked(visitor))
    address = by_mail(app)
    [before] = meetings(app)
    moved = book(visitor, visitor.open(f"{address}/change"), 4)
    assert moved.h1 == ["Your meeting is booked"]
    [meeting] = meetings(app)
    assert (meeting.sequence, meeting.starts_at > before.starts_at) == (1, True)
    assert visitor.open(f"{address}/cancellation").h1 == ["Cancel the meeting?"]
    assert meetings(app)[0].stands, "a GET changes nothing"
    after = visitor.post(f"{address}/cancellation", {}, follow_redirects=True)
    assert "is cancelled. You can choose another time." in after.html
    assert meetings(app)[0].state is MeetingState.CANCELLED
    book(visitor, after)
    assert [meeting.stands for meeting in meetings(app)] == [False, True]


def test_sent_twice_it_is_booked_once(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OFFERS)
    page = thanked(visitor)
    assert [book(visitor, page, 2).status, book(visitor, page, 2).status, book(visitor, page, 7).status] == [200] * 3
    assert len(meetings(app)) == 1


def test_who_only_knows_an_address_learns_nothing(visitor: Visitor, publish: Publish, app: Flask) -> None:
    """Trap 7: somebody sends the form in the name of a person who has a meeting."""
    publish(OFFERS)
    book(visitor, thanked(visitor))
    [meeting] = meetings(app)
    stranger = Visitor(app.test_client())
    page = thanked(stranger, message="Hello")
    assert "Choose a time with" in page.html
    noted = book(stranger, page, 9)
    assert (noted.status, noted.h1) == (200, ["Your wish is noted"])
    assert [one.starts_at for one in meetings(app)] == [meeting.starts_at]
    token = ACTION.search(page.html)
    assert token is not None
    for path in ("", "/change", "/cancellation"):
        assert "is booked" not in stranger.open(f"{token[1]}{path}", follow_redirects=True).html
    stranger.post(f"{token[1]}/cancellation", {})
    with app.app_context():
        assert db.session.get_one(Meeting, meeting.id).stands
        assert "meeting.wished" in db.session.scalars(select(Event.kind)).all()


def test_page_speaks_the_language_of_the_link(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OFFERS)
    thanked(visitor)
    page = visitor.open(by_mail(app, "de"))
    assert page.h1[0].startswith("Wählen Sie eine Zeit mit")
    assert 'lang="de"' in page.html
    assert book(visitor, page).h1 == ["Ihr Termin ist gebucht"]
    assert meetings(app)[0].language == "de"


def test_links_that_lead_nowhere(visitor: Visitor, publish: Publish, app: Flask) -> None:
    publish(OFFERS)
    thanked(visitor)
    address = by_mail(app)
    assert visitor.open(f"{address}x").status == 404
    assert visitor.post(f"{address}x", {}).status == 404
    with app.app_context():
        lead = db.session.scalars(select(Lead)).one()
        lead.status = WorkStatus.DISQUALIFIED
        db.session.commit()
    assert visitor.open(address).status == 410


def test_token_that_was_altered_says_nothing() -> None:
    token = meet_token(MeetClaim(7, 9, "fr"), "secret")
    assert read_meet_token(token, "secret") == MeetClaim(7, 9, "fr")
    assert read_meet_token(token, "other") is None
    assert read_meet_token(token[:-2], "secret") is None


def test_reps_own_link_mails_who_is_theirs_and_tells_nobody_else_apart(
    visitor: Visitor, publish: Publish, app: Flask
) -> None:
    publish(OFFERS)
    thanked(visitor)
    with app.app_context():
        owner = db.session.scalars(select(Lead.owner_id)).one()
    assert owner is not None
    own, other = (f"/meet/with/{rep_token(number, app.config['SECRET_KEY'])}" for number in (owner, 9 - owner))
    assert "Your email address" in visitor.open(own).html
    wrong = visitor.post(own, {"email": "nobody"})
    assert (wrong.status, wrong.title.startswith("Error:")) == (422, True)
    known = COMPLETE["work_email"]
    for address, email in ((own, known.upper()), (own, "x@nowhere.example"), (other, known)):
        answer = visitor.post(address, {"email": email}, follow_redirects=True)
        assert (answer.status, answer.h1) == (200, ["Look into your mail"])
    assert visitor.open(f"{own}x").status == 404
    with app.app_context():
        told = db.session.scalars(select(Message.user_id).where(Message.kind == "meeting-link")).all()
        assert told == [owner], "once, by the one who has the lead"
