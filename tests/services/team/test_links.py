"""Links work once, run out, and are opened by nothing that is stored."""

from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.ops.message import Message
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.models.team.user import User
from portal.services.team import links
from portal.services.team.links import LinkSpent
from tests.services.team.conftest import SECRET


@pytest.fixture
def link(session: scoped_session[Session], rita: User, now: datetime) -> OneTimeLink:
    sent = links.send(rita, LinkPurpose.RESET, secret=SECRET, now=now)
    session.commit()
    return sent


def test_the_token_is_the_same_whenever_it_is_asked_for(
    session: scoped_session[Session], link: OneTimeLink, now: datetime
) -> None:
    token = links.token_of(link, SECRET)
    session.expire_all()
    again = session.scalars(select(OneTimeLink)).one()
    assert links.token_of(again, SECRET) == token
    assert links.find(token, LinkPurpose.RESET, now) == again


def test_the_stored_row_and_the_message_do_not_hold_the_token(
    session: scoped_session[Session], link: OneTimeLink
) -> None:
    token = links.token_of(link, SECRET)
    message = session.scalars(select(Message)).one()
    assert token not in f"{link.token_hash} {message.payload} {message.key} {message.message_id}"
    assert links.token_of(link, "another secret that is long enough") != token


def test_the_mail_is_owed_to_the_user_with_the_links_id(
    session: scoped_session[Session], link: OneTimeLink, rita: User
) -> None:
    message = session.scalars(select(Message)).one()
    assert (message.kind, message.key, message.user_id) == ("reset", f"reset:{link.id}", rita.id)
    assert message.payload == {"link_id": link.id, "by_id": None}


def test_looking_uses_nothing_up_and_spending_works_once(link: OneTimeLink, now: datetime) -> None:
    token = links.token_of(link, SECRET)
    assert links.find(token, LinkPurpose.RESET, now)
    assert links.find(token, LinkPurpose.RESET, now)
    links.spend(link, now=now)
    assert links.find(token, LinkPurpose.RESET, now) is None
    with pytest.raises(LinkSpent):
        links.spend(link, now=now)


@pytest.mark.parametrize(("purpose", "lifetime"), [(LinkPurpose.RESET, 1), (LinkPurpose.INVITATION, 7 * 24)])
def test_it_runs_out(rita: User, purpose: LinkPurpose, lifetime: int, now: datetime) -> None:
    token = links.token_of(links.send(rita, purpose, secret=SECRET, now=now), SECRET)
    end = now + timedelta(hours=lifetime)
    assert links.find(token, purpose, end - timedelta(seconds=1))
    assert links.find(token, purpose, end) is None


def test_a_newer_link_ends_the_older_one(link: OneTimeLink, rita: User, now: datetime) -> None:
    newer = links.send(rita, LinkPurpose.RESET, secret=SECRET, now=now)
    assert links.find(links.token_of(link, SECRET), LinkPurpose.RESET, now) is None
    assert links.find(links.token_of(newer, SECRET), LinkPurpose.RESET, now) == newer


def test_a_link_is_good_for_its_own_purpose_only(link: OneTimeLink, now: datetime) -> None:
    assert links.find(links.token_of(link, SECRET), LinkPurpose.INVITATION, now) is None


def test_the_link_of_a_disabled_user_opens_nothing(link: OneTimeLink, rita: User, now: datetime) -> None:
    rita.disabled_at = now
    assert links.find(links.token_of(link, SECRET), LinkPurpose.RESET, now) is None
