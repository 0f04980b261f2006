"""Outgoing mail: what waits, what failed and why, and trying again."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.event import Event
from portal.models.ops.message import Message, MessageState
from portal.models.team.user import User
from portal.services.ops import outbox
from portal.web.shared.clock import utcnow
from tests.support.browsing import anew, post

LONG = "550 5.1.1 <rita> " + "no such mailbox " * 30


def owe(user: User, count: int = 1) -> None:
    begin_write()
    for number in range(count):
        outbox.enqueue("lead-reminder", f"lead-reminder:{number}", user_id=user.id, now=utcnow())
    db.session.commit()


def let_die(error: str = LONG) -> None:
    begin_write()
    died = {"state": MessageState.DEAD, "died_at": utcnow(), "next_attempt_at": None, "last_error": error[:500]}
    db.session.execute(update(Message).values(attempts=7, **died))
    db.session.commit()


@pytest.mark.parametrize(
    ("state", "words"), [("waiting", "Nothing waits"), ("dead", "No message failed"), ("sent", "Nothing was sent yet")]
)
def test_an_empty_list_says_what_would_be_there(admin: FlaskClient, state: str, words: str) -> None:
    assert words in admin.get(f"/admin/outbox?state={state}").text


def test_messages_are_listed_by_state(admin: FlaskClient, rita: User) -> None:
    owe(rita)
    assert "Lead reminder" in admin.get("/admin/outbox").text
    assert "Lead reminder" not in admin.get("/admin/outbox?state=sent").text
    assert admin.get("/admin/outbox?state=lost").status_code == 404


def test_a_failed_message_shows_why_and_is_tried_again(admin: FlaskClient, rita: User) -> None:
    owe(rita)
    let_die()
    page = admin.get("/admin/outbox?state=dead").text
    assert "550 5.1.1 &lt;rita&gt;" in page
    assert "Alerts that nobody got" in admin.get("/admin").text
    detail = admin.get("/admin/outbox/1").text
    assert "no such mailbox" in detail
    assert "Rita Rep" in detail
    answer = post(admin, "/admin/outbox/1/retry")
    assert (answer.status_code, answer.location) == (303, "/admin/outbox/1")
    anew()
    message = db.session.get_one(Message, 1)
    assert (message.state, message.attempts) == (MessageState.WAITING, 0)
    event = db.session.scalars(select(Event).where(Event.kind == "message.retried")).one()
    assert event.subject == "message:1"


def test_all_failed_messages_are_tried_again_at_once(admin: FlaskClient, rita: User) -> None:
    owe(rita, 3)
    let_die()
    assert post(admin, "/admin/outbox/retries").location == "/admin/outbox"
    anew()
    assert set(db.session.scalars(select(Message.state))) == {MessageState.WAITING}
    assert "3 failed messages are tried again" in admin.get("/admin/outbox").text


def test_a_message_that_waits_is_not_tried_twice(admin: FlaskClient, rita: User) -> None:
    owe(rita)
    answer = post(admin, "/admin/outbox/1/retry")
    assert answer.status_code == 409
    assert "nothing to retry" in answer.text


def test_long_lists_come_in_pages(admin: FlaskClient, rita: User) -> None:
    owe(rita, 120)
    first = admin.get("/admin/outbox").text
    assert first.count("/admin/outbox/") >= 50
    assert "/admin/outbox?before=71" in first
    second = admin.get("/admin/outbox?before=71").text
    assert "/admin/outbox/70" in second
    assert "/admin/outbox/71" not in second
    assert "/admin/outbox?after=70" in second
    last = admin.get("/admin/outbox?before=21").text
    assert "before=" not in last


@pytest.mark.parametrize("query", ["before=x", "after=", "before=-5", "before=99999999999", "state="])
def test_odd_pages_are_no_error(admin: FlaskClient, rita: User, query: str) -> None:
    owe(rita)
    assert admin.get(f"/admin/outbox?{query}").status_code in {200, 404}
