"""The outbox owes each message once, and settles it once, whoever works on it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, scoped_session

from portal.models.engine import begin_write
from portal.models.ops.event import Event
from portal.models.ops.message import Message, MessageState
from portal.models.team.user import Role, User
from portal.services.ops import outbox
from tests.support.people import person

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LEASE = 30.0


@pytest.fixture
def rep(session: scoped_session[Session]) -> User:
    user = person("Rita Rep", Role.REP)
    session.commit()
    return user


def owe(rep: User, key: str = "lead-offered:1", now: datetime = NOW) -> None:
    outbox.enqueue("lead-offered", key, user_id=rep.id, now=now, payload={"assignment_id": 1})


def claim_one(session: scoped_session[Session], now: datetime = NOW, lease: float = LEASE) -> Message | None:
    begin_write()
    claimed = outbox.claim(limit=1, lease_seconds=lease, now=now)
    session.commit()
    return claimed[0] if claimed else None


def let_the_lease_run_out(session: scoped_session[Session]) -> None:
    session.execute(update(Message).values(lease_until=datetime(2020, 1, 1, tzinfo=UTC)))
    session.commit()


def test_the_same_key_is_owed_once(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    owe(rep, now=NOW + timedelta(minutes=5))
    session.commit()
    assert session.scalar(select(func.count()).select_from(Message)) == 1
    assert session.scalars(select(Message)).one().created_at == NOW


def test_the_message_id_is_settled_when_it_is_owed_and_stays(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    owe(rep, "lead-offered:2")
    session.commit()
    first, second = session.scalars(select(Message).order_by(Message.id)).all()
    assert first.message_id.startswith("<")
    assert first.message_id.endswith("@baton>")
    assert first.message_id != second.message_id
    before = first.message_id
    claimed = claim_one(session)
    assert claimed is not None
    assert claimed.message_id == before


def test_a_claimed_message_is_nobody_elses(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    assert claim_one(session) is not None
    assert claim_one(session) is None


def test_a_message_is_not_claimed_before_its_time(session: scoped_session[Session], rep: User) -> None:
    owe(rep, now=NOW + timedelta(seconds=1))
    session.commit()
    assert claim_one(session) is None
    assert claim_one(session, now=NOW + timedelta(seconds=1)) is not None


def test_a_worker_that_slept_past_its_lease_marks_nothing(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    sleeper = claim_one(session)
    assert sleeper is not None
    token = str(sleeper.lease)
    let_the_lease_run_out(session)
    other = claim_one(session)
    assert other is not None
    assert other.lease != token

    assert not outbox.mark_sent(other.id, token, now=NOW)
    assert not outbox.renew(other.id, token, lease_seconds=LEASE)
    failed = outbox.mark_failed(other.id, token, error="x", permanent=True, base_seconds=5, now=NOW)
    assert failed is None
    assert outbox.mark_sent(other.id, str(other.lease), now=NOW)
    session.commit()
    assert (other.state, other.attempts, other.sent_at) == (MessageState.SENT, 1, NOW)


def test_a_renewed_lease_keeps_others_away(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    mine = claim_one(session)
    assert mine is not None
    let_the_lease_run_out(session)
    assert outbox.renew(mine.id, str(mine.lease), lease_seconds=LEASE)
    session.commit()
    assert claim_one(session) is None


def test_a_lease_of_the_databases_clock_ends_by_itself(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    assert claim_one(session, lease=-1.0) is not None
    assert claim_one(session) is not None


def test_a_released_message_is_taken_at_once(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    mine = claim_one(session)
    assert mine is not None
    assert outbox.release(mine.id, str(mine.lease))
    session.commit()
    again = claim_one(session)
    assert again is not None
    assert again.attempts == 0


def test_a_temporary_failure_waits_longer_each_time_and_dies_after_48_hours(
    session: scoped_session[Session], rep: User
) -> None:
    owe(rep)
    session.commit()
    now, waits = NOW, []
    while (mine := claim_one(session, now=now)) is not None:
        state = outbox.mark_failed(
            mine.id, str(mine.lease), error="451 later", permanent=False, base_seconds=5.0, now=now
        )
        session.commit()
        if state is MessageState.DEAD:
            break
        assert mine.next_attempt_at is not None
        waits.append(mine.next_attempt_at - now)
        now = mine.next_attempt_at
    message = session.scalars(select(Message)).one()
    assert message.state is MessageState.DEAD
    assert message.died_at == NOW + timedelta(hours=48)
    assert waits[0] <= timedelta(seconds=5)
    assert max(waits) <= timedelta(hours=1)
    assert message.attempts > 48
    assert message.last_error == "451 later"


def test_a_permanent_failure_is_dead_at_once_and_in_the_history(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    mine = claim_one(session)
    assert mine is not None
    error = "550 no such user " + "x" * 1000
    outbox.mark_failed(mine.id, str(mine.lease), error=error, permanent=True, base_seconds=5, now=NOW)
    session.commit()
    assert (mine.state, mine.next_attempt_at, mine.lease) == (MessageState.DEAD, None, None)
    assert len(mine.last_error) == 500
    assert session.scalars(select(Event.kind)).all() == ["message.died"]
    assert claim_one(session, now=NOW + timedelta(days=9)) is None


def test_a_dead_message_put_back_by_hand_has_its_48_hours_again(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    mine = claim_one(session)
    assert mine is not None
    outbox.mark_failed(mine.id, str(mine.lease), error="550", permanent=True, base_seconds=5, now=NOW)
    later = NOW + timedelta(days=3)
    outbox.retry(mine, actor=rep, now=later)
    session.commit()
    again = claim_one(session, now=later)
    assert again is not None
    state = outbox.mark_failed(again.id, str(again.lease), error="451", permanent=False, base_seconds=5, now=later)
    assert state is MessageState.WAITING
    assert session.scalars(select(Event.kind).order_by(Event.id)).all() == ["message.died", "message.retried"]


def test_only_a_dead_message_can_be_put_back(session: scoped_session[Session], rep: User) -> None:
    owe(rep)
    session.commit()
    waiting = session.scalars(select(Message)).one()
    with pytest.raises(outbox.NotDead):
        outbox.retry(waiting, actor=rep, now=NOW)


def test_messages_are_claimed_longest_due_first(session: scoped_session[Session], rep: User) -> None:
    owe(rep, "lead-offered:2", now=NOW)
    owe(rep, "lead-offered:1", now=NOW - timedelta(minutes=1))
    owe(rep, "lead-offered:3", now=NOW)
    session.commit()
    begin_write()
    claimed = outbox.claim(limit=10, lease_seconds=LEASE, now=NOW)
    assert [message.key for message in claimed] == ["lead-offered:1", "lead-offered:2", "lead-offered:3"]
    assert len({message.lease for message in claimed}) == 1
