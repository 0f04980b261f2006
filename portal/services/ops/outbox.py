"""The outbox: messages written in the transaction that owes them, claimed and settled by the delivery workers.

A worker claims a batch and commits, sends, then marks each message and commits. It owns a message while ``lease`` is
its token: a worker that was asleep past its lease finds another token there and marks nothing. Leases run on the
database's clock, due times on the ``now`` that is handed in. Call ``engine.begin_write`` before.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from random import SystemRandom
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update

from portal.models.base import db, table_of
from portal.models.engine import database_clock
from portal.models.hot import hot_insert
from portal.models.ops.message import Message, MessageState
from portal.models.team.user import User
from portal.rules.canonical import digest
from portal.rules.refusal import Refusal
from portal.rules.retry import next_attempt
from portal.services.ops import history

HOST = "baton"
ERROR_LENGTH = 500
_RANDOM = SystemRandom()
_MESSAGE = table_of(Message)
_OWE = hot_insert(_MESSAGE, once=["key"])


class NotDead(Refusal):
    """Only a message that was given up can be put back in the queue."""

    def __init__(self) -> None:
        super().__init__("This message waits for its next attempt, or was sent: there is nothing to retry.")


def enqueue(
    kind: str,
    key: str,
    *,
    user_id: int,
    now: datetime,
    lead_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Owe a message. A second call with the same key does nothing, so no transition alerts twice.

    ``payload`` holds ids, never contact data. The Message-ID is settled here, for every attempt.
    """
    row = {
        "key": key,
        "kind": kind,
        "user_id": user_id,
        "lead_id": lead_id,
        "payload": dict(payload or {}),
        "created_at": now,
        "queued_at": now,
        "next_attempt_at": now,
        "message_id": _message_id(key, now),
    }
    _OWE.run(row)


def _message_id(key: str, now: datetime) -> str:
    """From key and time: mailboxes fold what comes twice, and a fresh database never repeats an old one's ids."""
    return f"<{digest(f'{key} {now.isoformat()}')[:40]}@{HOST}>"


def anything_due(now: datetime) -> bool:
    """Whether ``claim`` would find something; asks without locking, so that idle workers disturb nobody."""
    return db.session.execute(_due(now).limit(1)).first() is not None


def claim(*, limit: int, lease_seconds: float, now: datetime) -> list[Message]:
    """Messages to send now, longest due first, leased to the caller for so many seconds. Their ``lease`` is the token.

    Every worker gets others: what is claimed by somebody else at this moment is skipped.
    """
    ids = db.session.scalars(_due(now).limit(limit).with_for_update(skip_locked=True)).all()
    if not ids:
        return []
    token = secrets.token_hex(16)
    values = {"lease": token, "lease_until": database_clock(lease_seconds)}
    db.session.execute(update(_MESSAGE).where(_MESSAGE.c.id.in_(ids)).values(values))
    claimed = select(Message).where(Message.id.in_(ids)).order_by(Message.next_attempt_at, Message.id)
    return list(db.session.scalars(claimed.execution_options(populate_existing=True)))


def _due(now: datetime) -> Select[int]:
    free = or_(Message.lease_until.is_(None), Message.lease_until < database_clock())
    waiting = select(Message.id).where(Message.state == MessageState.WAITING, Message.next_attempt_at <= now, free)
    return waiting.order_by(Message.next_attempt_at, Message.id)


def renew(message_id: int, lease: str, *, lease_seconds: float) -> bool:
    """Hold on to a claimed message for longer; False when it is somebody else's by now and must not be sent."""
    return _settle(message_id, lease, lease_until=database_clock(lease_seconds))


def mark_sent(message_id: int, lease: str, *, now: datetime) -> bool:
    """The mail server took it. False when the lease had passed to somebody else, who settles it."""
    return _settle(
        message_id,
        lease,
        state=MessageState.SENT,
        sent_at=now,
        attempts=Message.attempts + 1,
        next_attempt_at=None,
        last_error="",
        **_NO_LEASE,
    )


def mark_failed(
    message_id: int, lease: str, *, error: str, permanent: bool, base_seconds: float, now: datetime
) -> MessageState | None:
    """The attempt failed: the state that the message is in now, None when it was no longer the caller's.

    A temporary failure waits for its next attempt, for 48 hours; a permanent one is dead at once.
    """
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or message.lease != lease:
        return None
    attempts = message.attempts + 1
    again = None if permanent else next_attempt(attempts, base_seconds, message.queued_at, now, _RANDOM.random())
    state = MessageState.DEAD if again is None else MessageState.WAITING
    died_at, words = now if again is None else None, error[:ERROR_LENGTH]
    values = {"state": state, "attempts": attempts, "next_attempt_at": again, "died_at": died_at, "last_error": words}
    mine = _settle(message_id, lease, **values, **_NO_LEASE)
    if mine and again is None:
        _record("message.died", message, None, now)
    return state if mine else None


def release(message_id: int, lease: str) -> bool:
    """Give a claimed message back unsent, for the next worker to take at once."""
    return _settle(message_id, lease, **_NO_LEASE)


def retry(message: Message, *, actor: User, now: datetime) -> None:
    """Put a dead message back in the queue, with 48 hours of attempts before it. Raises NotDead."""
    values = {"state": MessageState.WAITING, "queued_at": now, "next_attempt_at": now, "died_at": None, "attempts": 0}
    if not _change(Message.id == message.id, Message.state == MessageState.DEAD, **values, **_NO_LEASE):
        raise NotDead
    _record("message.retried", message, actor, now)


_NO_LEASE: dict[str, Any] = {"lease": None, "lease_until": None}


def _settle(message_id: int, token: str, **values: Any) -> bool:
    """Change the message if the lease is still the caller's."""
    return _change(Message.id == message_id, Message.lease == token, Message.state == MessageState.WAITING, **values)


def _change(*conditions: ColumnElement[bool], **values: Any) -> bool:
    """True when a row met the conditions; what the session knows of it follows."""
    changed = update(Message).where(*conditions).values(**values).returning(Message.id)
    return bool(db.session.scalars(changed, execution_options={"synchronize_session": "fetch"}).all())


def _record(kind: str, message: Message, actor: User | None, now: datetime) -> None:
    data = {"kind": message.kind}
    history.record(kind, f"message:{message.id}", now=now, actor=actor, lead_id=message.lead_id, data=data)
