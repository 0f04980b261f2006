"""The post: what is owed reaches the mail server once, waits when it cannot, and is told when it never will."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from types import TracebackType
from typing import Self

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from portal.cli import post
from portal.cli.post import Postman
from portal.mail.transport import PermanentFailure, TemporaryFailure, Unreachable
from portal.models.base import db, table_of
from portal.models.ops.message import Message, MessageState
from portal.models.team.user import User
from portal.services.ops import outbox
from tests.cli.conftest import settings
from tests.support.answering import enquiry
from tests.support.company import NOW, Company, later
from tests.support.leads import messages, running
from tests.support.smtp import MailServer

Db = scoped_session[Session]


class Slot:
    """A transport that fails as it is told, once for each entry, and keeps the rest."""

    def __init__(self, *failures: Exception | None) -> None:
        self.failures = list(failures)
        self.kept: list[EmailMessage] = []
        self.opened = 0

    def send(self, mail: EmailMessage) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.kept.append(mail)

    def __enter__(self) -> Self:
        self.opened += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def owe(house: Company, *numbers: int) -> None:
    """A message to Mary about nothing, for each number."""
    for number in numbers:
        payload = {"day": "2026-11-02"}
        outbox.enqueue("digest", f"digest:{number}", user_id=house.mary.id, now=NOW, payload=payload)
    db.session.commit()


def postman(slot: Slot) -> Postman:
    return Postman(settings(), slot)


def states() -> dict[str, MessageState]:
    db.session.expire_all()
    rows = db.session.scalars(select(Message).where(Message.kind == "digest").order_by(Message.id))
    return {message.key: message.state for message in rows}


@contextmanager
def quiet(house: Company) -> Iterator[None]:
    """What the company's founding owed is sent already."""
    db.session.execute(update(table_of(Message)).values(state=MessageState.SENT, next_attempt_at=None))
    db.session.commit()
    yield


@pytest.fixture(autouse=True)
def silence(house: Company) -> Iterator[None]:
    with quiet(house):
        yield


@pytest.mark.one_database
def test_nothing_owed_opens_nothing(session: Db) -> None:
    slot = Slot()
    assert not postman(slot).deliver(NOW)
    assert slot.opened == 0


def test_everything_owed_is_sent_once(session: Db, house: Company, mail_server: MailServer) -> None:
    owe(house, 1, 2, 3)
    man = Postman(settings(SMTP_URL=mail_server.url))
    assert man.deliver(NOW)
    assert not man.deliver(NOW)
    assert len(mail_server.of_kind("digest")) == 3
    assert set(states().values()) == {MessageState.SENT}
    assert len({mail["Message-ID"] for mail in mail_server.messages}) == 3
    assert [delivery.recipients for delivery in mail_server.deliveries] == [(house.mary.email,)] * 3


def test_a_temporary_failure_waits_and_is_tried_again_as_the_same_mail(
    session: Db, house: Company, mail_server: MailServer
) -> None:
    owe(house, 1)
    mail_server.answers.append("451 try later")
    man = Postman(settings(SMTP_URL=mail_server.url))
    man.deliver(NOW)
    message = session.scalars(select(Message).where(Message.key == "digest:1")).one()
    assert (message.state, message.attempts, message.lease) == (MessageState.WAITING, 1, None)
    assert message.last_error.startswith("451")
    assert message.next_attempt_at is not None
    assert NOW < message.next_attempt_at <= NOW + timedelta(seconds=30)
    assert not man.deliver(NOW)
    man.deliver(message.next_attempt_at)
    assert mail_server.messages[0]["Message-ID"] == message.message_id
    session.refresh(message)
    assert (message.state, message.attempts, message.last_error) == (MessageState.SENT, 2, "")


@pytest.mark.one_database
def test_tries_get_rarer_and_end_after_two_days_visibly(session: Db, house: Company) -> None:
    owe(house, 1)
    message = session.scalars(select(Message).where(Message.key == "digest:1")).one()
    tried: list[datetime] = []
    while message.state is MessageState.WAITING:
        at = message.next_attempt_at
        assert at is not None
        tried.append(at)
        postman(Slot(TemporaryFailure("421 away"))).deliver(at)
        session.refresh(message)
        assert len(tried) < 500
    assert message.state is MessageState.DEAD
    assert tried[-1] - NOW >= timedelta(hours=40)
    assert tried[-1] - NOW <= timedelta(hours=48)
    assert (message.died_at, message.last_error) == (tried[-1], "421 away")
    assert len(tried) > 10


def test_a_permanent_refusal_is_dead_at_once_and_the_next_rep_gets_the_lead(session: Db, house: Company) -> None:
    lead = enquiry(house)
    first = running(lead).user_id
    assert postman(Slot(PermanentFailure("550 no such user"))).deliver(later(1))
    session.expire_all()
    dead = session.scalars(select(Message).where(Message.state == MessageState.DEAD)).one()
    assert (dead.kind, dead.user_id, dead.last_error) == ("lead-offered", first, "550 no such user")
    assert running(lead).user_id != first
    assert ("mail-failed", house.sam.id) in messages(lead)


@pytest.mark.one_database
@pytest.mark.parametrize("failure", [TemporaryFailure("451"), PermanentFailure("550"), ValueError("odd")])
def test_one_failure_stops_no_other_mail(session: Db, house: Company, failure: Exception) -> None:
    owe(house, 1, 2, 3)
    slot = Slot(failure)
    postman(slot).deliver(NOW)
    assert [mail["X-Baton-Kind"] for mail in slot.kept] == ["digest", "digest"]


def test_a_letter_that_cannot_be_written_stops_no_other(session: Db, house: Company) -> None:
    outbox.enqueue("lead-offered", "lead-offered:9", user_id=house.rita.id, now=NOW, payload={"assignment_id": 9})
    outbox.enqueue("no-such-kind", "no-such-kind:1", user_id=house.rita.id, now=NOW)
    owe(house, 1)
    slot = Slot()
    postman(slot).deliver(NOW)
    assert len(slot.kept) == 1
    poison = session.scalars(select(Message).where(Message.kind.in_(["lead-offered", "no-such-kind"]))).all()
    assert [(row.state, row.attempts) for row in poison] == [(MessageState.WAITING, 1)] * 2
    assert all(row.last_error for row in poison)


def test_an_error_in_what_follows_a_dead_alert_stops_no_other(
    session: Db, house: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_message: Message, _now: datetime) -> None:
        raise RuntimeError("no manager anywhere")

    monkeypatch.setattr(post, "on_dead_alert", broken)
    owe(house, 1, 2)
    slot = Slot(PermanentFailure("550 no"))
    postman(slot).deliver(NOW)
    assert list(states().values()) == [MessageState.DEAD, MessageState.SENT]


@pytest.mark.one_database
def test_an_absent_server_is_asked_once_and_the_rest_goes_back_untried(session: Db, house: Company) -> None:
    """Twenty time-outs in a row would keep the worker from its promises for minutes."""
    owe(house, 1, 2, 3)
    slot = Slot(Unreachable("refused"))
    assert postman(slot).deliver(NOW)
    assert slot.kept == []
    rows = session.scalars(select(Message).where(Message.kind == "digest").order_by(Message.id)).all()
    assert [row.attempts for row in rows] == [1, 0, 0]
    assert [row.lease for row in rows] == [None] * 3
    assert postman(slot).deliver(NOW), "at once, by whoever comes next"
    assert len(slot.kept) == 2


@pytest.mark.one_database
def test_a_slow_server_gets_a_part_at_a_time(session: Db, house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "BATCH_SECONDS", 0)
    owe(house, 1, 2)
    slot = Slot()
    postman(slot).deliver(NOW)
    assert len(slot.kept) == 1
    postman(slot).deliver(NOW)
    assert len(slot.kept) == 2


def test_who_lost_the_lease_before_sending_does_not_send(session: Db, house: Company) -> None:
    owe(house, 1, 2)
    other = Slot()

    class Thief(Slot):
        """While the first mail is sent, somebody else takes the second: its lease had run out."""

        def send(self, mail: EmailMessage) -> None:
            super().send(mail)
            session.execute(
                update(table_of(Message)).where(table_of(Message).c.key == "digest:2").values(lease="another's")
            )
            session.commit()

    mine = Thief()
    postman(mine).deliver(NOW)
    assert len(mine.kept) == 1
    assert states() == {"digest:1": MessageState.SENT, "digest:2": MessageState.WAITING}
    assert other.kept == []


def test_who_lost_the_lease_while_sending_marks_nothing(session: Db, house: Company) -> None:
    owe(house, 1)

    class Sleeper(Slot):
        """Paused past its lease: meanwhile another worker sent the mail and said so."""

        def send(self, mail: EmailMessage) -> None:
            values = {"lease": None, "state": MessageState.SENT, "attempts": 1, "next_attempt_at": None, "sent_at": NOW}
            session.execute(update(table_of(Message)).where(table_of(Message).c.key == "digest:1").values(**values))
            session.commit()
            raise TemporaryFailure("too late")

    postman(Sleeper()).deliver(later(1))
    message = session.scalars(select(Message).where(Message.key == "digest:1")).one()
    assert (message.state, message.attempts, message.last_error) == (MessageState.SENT, 1, "")


def test_two_postmen_never_send_the_same(session: Db, house: Company) -> None:
    owe(house, *range(30))
    second = Slot()

    class First(Slot):
        def send(self, mail: EmailMessage) -> None:
            super().send(mail)
            session.commit()
            if not second.opened:
                postman(second).deliver(NOW)

    first = First()
    while postman(first).deliver(NOW):
        pass
    ids = [mail["Message-ID"] for mail in first.kept + second.kept]
    assert len(ids) == len(set(ids)) == 30
    assert second.kept


@pytest.mark.one_database
def test_mail_to_somebody_who_left_is_still_written(session: Db, house: Company) -> None:
    owe(house, 1)
    session.execute(update(table_of(User)).values(disabled_at=NOW))
    session.commit()
    slot = Slot()
    postman(slot).deliver(NOW)
    assert len(slot.kept) == 1
