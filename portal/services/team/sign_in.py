"""Signing in, and the sessions that follow. Only hashes of session tokens are stored."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal.models.base import db
from portal.models.team.session import UserSession, open_sessions
from portal.models.team.user import User, user_by_email_key
from portal.rules.canonical import digest
from portal.rules.identity import email_key
from portal.rules.refusal import Refusal
from portal.services.ops import history
from portal.services.team import passwords, throttling
from portal.services.team.passwords import Cost
from portal.services.team.throttling import Limit

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
PER_PAIR = Limit(10, timedelta(minutes=15))
PER_ACCOUNT = Limit(100, timedelta(hours=1))
PER_ADDRESS = Limit(100, timedelta(minutes=15))
_AGENT_LENGTH = 200


class NotActive(Refusal):
    """The account was disabled while its owner signed in."""


@dataclass(frozen=True)
class Known:
    """Who gave the right password; ``fresh_hash`` is to be stored where the old one was made at another cost."""

    user: User
    fresh_hash: str | None = None


def admit(email: str, address: str, *, secret: str, now: datetime) -> bool:
    """Count a try; False when this account or this address had too many. Whether the account exists plays no part."""
    tries = _scopes(email, address, secret)
    admitted = [throttling.hit(scope, limit.events, limit.window, now) for scope, limit in tries]
    return all(admitted)


def forgive(email: str, address: str, *, secret: str, now: datetime) -> None:
    """The try was a right one: it counts for nobody, and the slips before it are forgotten for this address."""
    pair, account, from_address = _scopes(email, address, secret)
    throttling.forget(pair[0])
    for scope, limit in (account, from_address):
        throttling.give_back(scope, limit.window, now)


def release(user: User, *, secret: str) -> None:
    """Whoever reset the password by mail is not kept out by what others tried."""
    throttling.forget(_account_scope(user.email, secret))


def authenticate(email: str, password: str, *, cost: Cost) -> Known | None:
    """The user with that name and password; None for unknown, wrong, disabled and not yet invited alike, after the same
    work. Reads only, so that the slow hash holds no lock."""
    user = db.session.scalars(user_by_email_key(email_key(email))).one_or_none()
    check = passwords.verify(password, user.password_hash if user else None, cost)
    if user is None or not check.right or not user.active:
        return None
    return Known(user, passwords.hash_password(password, cost) if check.stale else None)


def start_session(known: Known, *, user_agent: str, now: datetime) -> str:
    """The token of a new session, for the cookie. Raises NotActive."""
    user = known.user
    if not user.active:
        raise NotActive("This account has been disabled.")
    if known.fresh_hash:
        user.password_hash = known.fresh_hash
    token = secrets.token_urlsafe(32)
    db.session.add(
        UserSession(
            user_id=user.id,
            token_hash=digest(token),
            user_agent=user_agent[:_AGENT_LENGTH],
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE,
        )
    )
    user.last_seen_at = now
    history.record("user.signed_in", f"user:{user.id}", now=now, actor=user)
    return token


def note_failure(*, now: datetime) -> None:
    """A failed try in the audit log; whose name was tried is not written down."""
    history.record("user.sign_in_failed", "user:unknown", now=now, actor=None)


def open_session(token_hash: str, now: datetime) -> UserSession | None:
    """The session, unless it was ended, left idle for an hour, or began twelve hours ago."""
    return db.session.scalars(
        select(UserSession).where(
            UserSession.token_hash == token_hash,
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            UserSession.seen_at > now - IDLE,
        )
    ).one_or_none()


def sessions_of(user: User, now: datetime) -> list[UserSession]:
    """Sessions of the user that still count, the one used last first."""
    return list(db.session.scalars(open_sessions(user.id, now).where(UserSession.seen_at > now - IDLE)))


def is_stale(session: UserSession, now: datetime) -> bool:
    """Long enough since the last note that the session was used."""
    return session.seen_at <= now - SEEN_EVERY


def touch(session: UserSession, now: datetime) -> None:
    """Note that the session was used. To be called in a writing transaction, at most once a minute (``is_stale``)."""
    db.session.execute(update(UserSession).where(UserSession.id == session.id).values(seen_at=now))
    db.session.execute(update(User).where(User.id == session.user_id).values(last_seen_at=now))


def end_session(session: UserSession, *, by: User, now: datetime) -> None:
    """Sign one browser out."""
    session.ended_at = now
    history.record("session.ended", f"user:{session.user_id}", now=now, actor=by)


def end_others(user: User, *, keep: str, now: datetime) -> None:
    """Sign out every browser of the user but the one with the token ``keep``."""
    end_all(user, now=now, keep=keep)
    history.record("session.others_ended", f"user:{user.id}", now=now, actor=user)


def end_for(user: User, *, by: User, now: datetime) -> None:
    """An admin signs somebody out of every browser."""
    end_all(user, now=now)
    history.record("session.all_ended", f"user:{user.id}", now=now, actor=by)


def end_all(user: User, *, now: datetime, keep: str = "") -> None:
    """Sign out every browser of the user, except the one with the token ``keep``."""
    row = UserSession.user_id == user.id, UserSession.ended_at.is_(None), UserSession.token_hash != digest(keep)
    db.session.execute(update(UserSession).where(*row).values(ended_at=now))


def _scopes(email: str, address: str, secret: str) -> tuple[tuple[str, Limit], ...]:
    key = email_key(email)
    return (
        (throttling.scope(secret, "sign-in pair", key, address), PER_PAIR),
        (_account_scope(email, secret), PER_ACCOUNT),
        (throttling.scope(secret, "sign-in address", address), PER_ADDRESS),
    )


def _account_scope(email: str, secret: str) -> str:
    return throttling.scope(secret, "sign-in account", email_key(email))
