"""Webhooks: what is owed, told, signed and tried again, by real HTTP."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from standardwebhooks.webhooks import Webhook as Signer
from standardwebhooks.webhooks import WebhookVerificationError

from portal.cli.caller import Caller
from portal.mail.hooks.transport import Call, CallFailed, send
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.event import Event
from portal.models.ops.webhook import CallState, HookCall, Webhook
from portal.services.ops import calls, webhooks
from portal.services.ops.webhooks import Wanted
from tests.cli.conftest import settings
from tests.support.answering import answer, enquiry
from tests.support.company import Company, company, later

Db = scoped_session[Session]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Receiver:
    """Another system: keeps what it is told, and answers what it is told to answer."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.calls.append((dict(self.headers), body))
                status = outer.answers.pop(0) if outer.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Be quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/baton"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def house(session: Db) -> Company:
    made = company()
    session.commit()
    return made


def hook(house: Company, receiver: Receiver, *kinds: str, form_id: int | None = None) -> Webhook:
    begin_write()
    wanted = Wanted("Records", receiver.url, kinds or ("lead.created",), form_id)
    made = webhooks.make(wanted, by=house.ada, now=later(0))
    db.session.commit()
    return made


def tell(minutes: float = 5) -> int:
    """A worker's round; how many calls it made."""
    begin_write()
    while calls.spread(later(minutes), 3):
        db.session.commit()
        begin_write()
    db.session.commit()
    caller, made = Caller(settings(ALLOW_PRIVATE_HOSTS="on")), 0
    while caller.run(later(minutes)):
        made += 1
    db.session.expire_all()
    return made


def test_a_lead_is_told_once_signed_and_whole(house: Company, session: Db, receiver: Receiver) -> None:
    enquiry(house, {"work_email": "before@firm.example"})
    made = hook(house, receiver, "lead.created", "lead.asked_again")
    lead = answer(house, source={"utm_source": "fair", "first_referrer": "https://news.example/"})
    assert lead is not None
    assert (tell(), tell()) == (1, 0)
    ((headers, body),) = receiver.calls
    with time_machine.travel(later(5), tick=False):
        assert Signer(made.secret).verify(body, headers_of(headers))
    said = json.loads(body)
    assert said["type"] == "lead.created"
    assert (said["data"]["lead"]["id"], said["data"]["lead"]["level"]) == (lead.id, "sql")
    assert said["data"]["submission"]["answers"]["employees"] == {"state": "answered", "value": 250}
    assert said["data"]["submission"]["source"]["utm_source"] == "fair"
    assert said["data"]["submission"]["source"]["first_referrer"] == "https://news.example/"
    with time_machine.travel(later(5), tick=False), pytest.raises(WebhookVerificationError):
        Signer(SECRET).verify(body, headers_of(headers))


def headers_of(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def test_only_what_it_wants_to_know_of_its_form(house: Company, session: Db, receiver: Receiver) -> None:
    hook(house, receiver, "lead.accepted")
    hook(house, receiver, "lead.created", form_id=house.form.id)
    enquiry(house)
    tell()
    assert [json.loads(body)["type"] for _, body in receiver.calls] == ["lead.created"]


def test_a_failure_is_logged_and_tried_again_with_the_same_id(house: Company, session: Db, receiver: Receiver) -> None:
    hook(house, receiver)
    enquiry(house)
    receiver.answers = [500, 302]
    assert tell(5) == 1
    call = session.scalars(select(HookCall)).one()
    assert (call.state, call.status, call.attempts) == (CallState.WAITING, 500, 1)
    assert "Answered 500" in call.last_error
    assert tell(6) == 1
    assert session.scalars(select(HookCall)).one().status == 302, "a redirect is no answer, and is not followed"
    assert tell(30) == 1
    assert session.scalars(select(HookCall)).one().state is CallState.DELIVERED
    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1


def test_it_is_given_up_after_two_days_and_can_be_made_again(house: Company, session: Db, receiver: Receiver) -> None:
    hook(house, receiver)
    enquiry(house)
    receiver.answers = [503] * 2
    tell(5)
    assert tell(60 * 49) == 1
    call = session.scalars(select(HookCall)).one()
    assert (call.state, call.next_attempt_at) == (CallState.DEAD, None)
    begin_write()
    calls.replay(call, by=house.ada, now=later(60 * 50))
    session.commit()
    assert tell(60 * 50) == 1
    assert session.scalars(select(HookCall)).one().state is CallState.DELIVERED


def test_a_paused_one_is_told_later_and_a_removed_one_never(house: Company, session: Db, receiver: Receiver) -> None:
    made = hook(house, receiver)
    begin_write()
    webhooks.pause(made, by=house.ada, now=later(1))
    session.commit()
    enquiry(house)
    assert tell() == 0
    begin_write()
    webhooks.resume(made, by=house.ada, now=later(6))
    session.commit()
    assert tell() == 1
    begin_write()
    webhooks.remove(made, by=house.ada, now=later(7))
    session.commit()
    enquiry(house, {"work_email": "late@firm.example"})
    assert tell(60) == 0


def test_a_fact_whose_transaction_is_still_running_is_not_passed_over(
    house: Company, session: Db, receiver: Receiver
) -> None:
    """Numbers are given out before transactions end: a younger gap is waited for, an old one was rolled back."""
    made = hook(house, receiver)
    enquiry(house)
    highest = session.scalars(select(Event.id).order_by(Event.id.desc()).limit(1)).one()
    begin_write()
    late = Event(id=highest + 2, at=later(5), kind="lead.created", subject="lead:1", lead_id=1, data={})
    session.add(late)
    session.commit()
    tell(5)
    assert session.get_one(Webhook, made.id).seen_event_id == highest
    tell(7)
    assert session.get_one(Webhook, made.id).seen_event_id == highest + 2


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.8"], ["93.184.215.14", "192.168.1.1"], ["169.254.169.254"], ["::1"], ["::ffff:10.0.0.1"]],
)
def test_it_does_not_call_into_private_networks(receiver: Receiver, addresses: list[str]) -> None:
    call = Call("baton_1_1", receiver.url, SECRET, "{}")
    with pytest.raises(CallFailed, match="private network"):
        send(call, now=later(0), resolve=lambda *_: addresses)
    assert receiver.calls == []


def test_nobody_there(receiver: Receiver) -> None:
    receiver.server.shutdown()
    receiver.server.server_close()
    call = Call("baton_1_1", receiver.url, SECRET, "{}")
    with pytest.raises(CallFailed):
        send(call, now=later(0) + timedelta(0), private=True)
