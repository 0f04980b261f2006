"""Passwords by invitation, by reset, by their owner; and how little asking for a reset tells."""

from datetime import datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.models.team.user import Role, User
from portal.rules.canonical import digest
from portal.services.team import accounts, credentials, links, passwords, sign_in
from portal.services.team.accounts import Member
from portal.services.team.links import LinkSpent
from portal.services.team.sign_in import Known
from tests.services.team.conftest import PASSWORD, SECRET

NEW = "quarry lantern 77 tide"
STORED = passwords.hash_password(NEW, "test")


def ask(email: str, now: datetime, *, limited: bool = False) -> None:
    credentials.ask_for_reset(email, secret=SECRET, limited=limited, now=now)


def owed(session: scoped_session[Session]) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_known_address_is_owed_a_mail_with_a_link(
    session: scoped_session[Session], rita: User, now: datetime
) -> None:
    ask("Rita.Rep@baton.example.com", now)
    session.commit()
    message = owed(session)[0]
    assert (message.kind, message.user_id) == ("reset", rita.id)
    assert session.get(OneTimeLink, message.payload["link_id"])


def test_an_unknown_or_disabled_address_is_owed_nothing_and_leaves_nothing(
    session: scoped_session[Session], ada: User, rita: User, now: datetime
) -> None:
    rita.disabled_at = now
    for email in ("nobody@baton.example.com", rita.email, "no address"):
        ask(email, now)
    session.commit()
    assert owed(session) == []
    assert session.scalars(select(OneTimeLink)).all() == []
    assert {event.subject for event in session.scalars(select(Event))} == {"user:unknown"}


def test_the_stand_ins_own_link_survives_somebody_elses_wrong_address(
    session: scoped_session[Session], ada: User, now: datetime
) -> None:
    own = links.send(ada, LinkPurpose.RESET, secret=SECRET, now=now)
    session.commit()
    ask("nobody@baton.example.com", now)
    session.commit()
    assert links.find(links.token_of(own, SECRET), LinkPurpose.RESET, now) == own


def test_the_same_is_done_for_known_and_unknown(
    session: scoped_session[Session], ada: User, rita: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = links.send
    monkeypatch.setattr(
        links, "send", lambda user, *args, **facts: (made.append(user.id), real(user, *args, **facts))[1]
    )
    ask(rita.email, now)
    ask("nobody@baton.example.com", now)
    assert made == [rita.id, ada.id]


def test_one_account_gets_three_mails_an_hour(session: scoped_session[Session], rita: User, now: datetime) -> None:
    for _ in range(5):
        ask(rita.email, now, limited=True)
    session.commit()
    assert len(owed(session)) == 3


def test_one_address_may_ask_twenty_times_an_hour(session: scoped_session[Session], now: datetime) -> None:
    answers = [credentials.may_ask("192.0.2.7", secret=SECRET, now=now) for _ in range(21)]
    assert answers == [True] * 20 + [False]


def test_a_reset_sets_the_password_and_signs_out_everywhere(
    session: scoped_session[Session], rita: User, now: datetime
) -> None:
    token = sign_in.start_session(Known(rita), user_agent="", now=now)
    link = links.send(rita, LinkPurpose.RESET, secret=SECRET, now=now)
    credentials.reset(link, STORED, secret=SECRET, now=now)
    session.commit()
    assert sign_in.open_session(digest(token), now) is None
    assert sign_in.authenticate(rita.email, PASSWORD, cost="test") is None
    assert sign_in.authenticate(rita.email, NEW, cost="test") == Known(rita)


def test_a_reset_link_works_once(session: scoped_session[Session], rita: User, now: datetime) -> None:
    link = links.send(rita, LinkPurpose.RESET, secret=SECRET, now=now)
    credentials.reset(link, STORED, secret=SECRET, now=now)
    with pytest.raises(LinkSpent):
        credentials.reset(link, STORED, secret=SECRET, now=now)


def test_an_invitation_is_taken_up_with_password_and_time_zone(
    session: scoped_session[Session], ada: User, now: datetime
) -> None:
    member = Member("Bert Boss", "bert@baton.example.com", frozenset({Role.REP}), "UTC")
    bert = accounts.invite(member, by=ada, secret=SECRET, now=now)
    link = session.scalars(select(OneTimeLink)).one()
    credentials.take_invitation(link, STORED, time_zone="Asia/Tokyo", now=now)
    session.commit()
    assert bert.time_zone == "Asia/Tokyo"
    assert sign_in.authenticate(bert.email, NEW, cost="test") == Known(bert)
    assert links.find(links.token_of(link, SECRET), LinkPurpose.INVITATION, now) is None


def test_a_changed_password_keeps_this_browser_and_ends_the_others(
    session: scoped_session[Session], rita: User, now: datetime
) -> None:
    here, there = (sign_in.start_session(Known(rita), user_agent="", now=now) for _ in range(2))
    pending = links.send(rita, LinkPurpose.RESET, secret=SECRET, now=now)
    credentials.change(rita, STORED, keep=here, now=now)
    session.commit()
    assert sign_in.open_session(digest(here), now)
    assert sign_in.open_session(digest(there), now) is None
    assert pending.used_at == now


def test_own_words_are_those_a_colleague_would_try(rita: User) -> None:
    assert credentials.own_words(rita) == ("Rita Rep", "rita.rep@baton.example.com", "Northwind Traders")
