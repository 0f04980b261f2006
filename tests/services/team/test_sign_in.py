"""Who gets in, how long, and what is kept of it."""

from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.ops.event import Event
from portal.models.team.session import UserSession
from portal.models.team.user import User
from portal.rules.canonical import digest
from portal.services.team import passwords, sign_in
from portal.services.team.sign_in import Known, NotActive
from tests.services.team.conftest import PASSWORD, SECRET

HOME = "192.0.2.7"


def begin(user: User, now: datetime) -> str:
    return sign_in.start_session(Known(user), user_agent="Firefox/140", now=now)


def row_of(session: scoped_session[Session], token: str) -> UserSession:
    return session.scalars(select(UserSession).where(UserSession.token_hash == digest(token))).one()


def test_name_and_password_open_the_door_in_any_case_of_the_name(rita: User) -> None:
    known = sign_in.authenticate("  Rita.REP@baton.example.com ", PASSWORD, cost="test")
    assert known == Known(rita, None)


@pytest.mark.parametrize("email", ["rita.rep@baton.example.com", "nobody@baton.example.com", "", "no address", "@"])
def test_a_wrong_password_and_an_unknown_name_are_the_same(rita: User, email: str) -> None:
    assert sign_in.authenticate(email, "not her password", cost="test") is None


def test_disabled_and_not_yet_joined_are_refused_like_unknown(rita: User, max_: User, now: datetime) -> None:
    rita.disabled_at = now
    assert sign_in.authenticate(rita.email, PASSWORD, cost="test") is None
    assert sign_in.authenticate(max_.email, "", cost="test") is None


def test_one_hash_is_checked_whoever_is_named(
    rita: User, max_: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str | None] = []
    real = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda *args: (checked.append(args[1]), real(*args))[1])
    for email in (rita.email, max_.email, "nobody@baton.example.com"):
        sign_in.authenticate(email, "not the password", cost="test")
    assert len(checked) == 3


def test_a_hash_of_another_cost_is_made_again(session: scoped_session[Session], rita: User, now: datetime) -> None:
    rita.password_hash = passwords.hash_password(PASSWORD, "test")
    known = sign_in.authenticate(rita.email, PASSWORD, cost="standard")
    assert known is not None
    sign_in.start_session(known, user_agent="", now=now)
    assert "m=19456" in (rita.password_hash or "")


def test_only_the_hash_of_the_token_is_kept(session: scoped_session[Session], rita: User, now: datetime) -> None:
    token = begin(rita, now)
    session.flush()
    row = row_of(session, token)
    assert token not in f"{row.token_hash}{row.user_agent}"
    assert len(token) >= 43


def test_every_sign_in_has_its_own_token(rita: User, now: datetime) -> None:
    assert begin(rita, now) != begin(rita, now)


def test_a_session_ends_after_an_hour_without_use(session: scoped_session[Session], rita: User, now: datetime) -> None:
    hashed = digest(begin(rita, now))
    assert sign_in.open_session(hashed, now + timedelta(minutes=59, seconds=59))
    assert sign_in.open_session(hashed, now + timedelta(minutes=60)) is None


def test_a_session_in_use_ends_after_twelve_hours(session: scoped_session[Session], rita: User, now: datetime) -> None:
    token = begin(rita, now)
    session.flush()
    for minutes in range(30, 12 * 60, 30):
        sign_in.touch(row_of(session, token), now + timedelta(minutes=minutes))
    assert sign_in.open_session(digest(token), now + timedelta(hours=11, minutes=59))
    assert sign_in.open_session(digest(token), now + timedelta(hours=12)) is None


def test_use_is_noted_at_most_once_a_minute(session: scoped_session[Session], rita: User, now: datetime) -> None:
    token = begin(rita, now)
    session.flush()
    row = row_of(session, token)
    assert not sign_in.is_stale(row, now + timedelta(seconds=59))
    assert sign_in.is_stale(row, now + timedelta(seconds=60))
    sign_in.touch(row, now + timedelta(seconds=60))
    session.refresh(row)
    assert not sign_in.is_stale(row, now + timedelta(seconds=90))
    assert rita.last_seen_at == now + timedelta(seconds=60)


def test_an_ended_session_is_closed_and_the_others_stay(
    session: scoped_session[Session], rita: User, now: datetime
) -> None:
    first, second = begin(rita, now), begin(rita, now)
    session.flush()
    sign_in.end_session(row_of(session, first), by=rita, now=now)
    assert sign_in.open_session(digest(first), now) is None
    assert sign_in.open_session(digest(second), now)
    assert [row.token_hash for row in sign_in.sessions_of(rita, now)] == [digest(second)]


def test_all_sessions_end_but_the_one_to_keep(rita: User, ada: User, now: datetime) -> None:
    tokens = [begin(rita, now) for _ in range(3)]
    other = begin(ada, now)
    sign_in.end_others(rita, keep=tokens[1], now=now)
    still_open = [sign_in.open_session(digest(token), now) is not None for token in (*tokens, other)]
    assert still_open == [False, True, False, True]


def test_nobody_starts_a_session_after_being_disabled(rita: User, now: datetime) -> None:
    known = sign_in.authenticate(rita.email, PASSWORD, cost="test")
    assert known is not None
    rita.disabled_at = now
    with pytest.raises(NotActive):
        sign_in.start_session(known, user_agent="", now=now)


def tries(count: int, now: datetime, email: str = "rita.rep@baton.example.com", address: str = HOME) -> list[bool]:
    return [sign_in.admit(email, address, secret=SECRET, now=now) for _ in range(count)]


@pytest.mark.parametrize("email", ["rita.rep@baton.example.com", "nobody@baton.example.com"])
def test_tries_are_counted_alike_for_known_and_unknown_names(rita: User, email: str, now: datetime) -> None:
    assert tries(11, now, email) == [True] * 10 + [False]


def test_the_door_opens_again_by_itself(rita: User, now: datetime) -> None:
    tries(11, now)
    assert tries(1, now + timedelta(minutes=30)) == [True]


def test_a_right_password_wipes_the_slips_before_it(rita: User, now: datetime) -> None:
    tries(10, now)
    sign_in.forgive(rita.email, HOME, secret=SECRET, now=now)
    assert tries(10, now) == [True] * 10


def test_one_address_that_tries_many_names_has_to_wait(ada: User, now: datetime) -> None:
    admitted = [tries(1, now, f"user{number}@baton.example.com")[0] for number in range(101)]
    assert admitted == [True] * 100 + [False]


def test_many_addresses_that_try_one_name_have_to_wait_until_its_owner_resets(rita: User, now: datetime) -> None:
    admitted = [tries(1, now, address=f"198.51.100.{number}")[0] for number in range(101)]
    assert admitted == [True] * 100 + [False]
    sign_in.release(rita, secret=SECRET)
    assert tries(1, now) == [True]


def test_failures_are_in_the_audit_log_without_a_name(
    session: scoped_session[Session], ada: User, now: datetime
) -> None:
    sign_in.note_failure(now=now)
    event = session.scalars(select(Event).where(Event.kind == "user.sign_in_failed")).one()
    assert (event.subject, event.data, event.actor_id) == ("user:unknown", {}, None)
