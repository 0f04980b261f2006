"""Choosing a password: by invitation, by reset, by its owner.

Hashes come in ready-made: making one is slow, and no lock should be held meanwhile.
"""

from datetime import datetime, timedelta

from portal.models.base import db
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.models.team.organisation import Organisation
from portal.models.team.user import User, user_by_email_key
from portal.rules.identity import email_key
from portal.services.ops import history
from portal.services.team import links, setup, sign_in, throttling
from portal.services.team.throttling import Limit

RESETS_PER_ACCOUNT = Limit(3, timedelta(hours=1))
RESETS_PER_ADDRESS = Limit(20, timedelta(hours=1))


def own_words(user: User) -> tuple[str, ...]:
    """What somebody who knows the user would try first."""
    organisation = db.session.get(Organisation, 1)
    return user.name, user.email, organisation.name if organisation else ""


def may_ask(address: str, *, secret: str, now: datetime) -> bool:
    """Count a request for a reset; False when this address asked too often, for whichever accounts."""
    scope = throttling.scope(secret, "reset address", address)
    return throttling.hit(scope, RESETS_PER_ADDRESS.events, RESETS_PER_ADDRESS.window, now)


def ask_for_reset(email: str, *, secret: str, limited: bool, now: datetime) -> None:
    """Owe the mail with a reset link, if somebody active signs in with that address and has not asked too often.

    For any other address the same is done for a stand-in and thrown away: neither the answer nor its time tells.
    """
    user = db.session.scalars(user_by_email_key(email_key(email))).one_or_none()
    in_time = not limited or _counted(email, secret, now)
    stand_in = db.session.get_one(User, setup.organisation().custodian_id)
    receiver = user if user is not None and user.active and in_time else None
    work = db.session.begin_nested()
    links.send(receiver or stand_in, LinkPurpose.RESET, secret=secret, now=now)
    if receiver is None:
        work.rollback()
    else:
        work.commit()
    subject = f"user:{receiver.id}" if receiver else "user:unknown"
    history.record("password.reset_asked", subject, now=now, actor=None)


def reset(link: OneTimeLink, password_hash: str, *, secret: str, now: datetime) -> User:
    """The new password, by a reset link: signed out everywhere, no longer held up by failed tries. Raises LinkSpent."""
    links.spend(link, now=now)
    user = _set(link.user_id, password_hash, now)
    sign_in.release(user, secret=secret)
    history.record("password.reset", f"user:{user.id}", now=now, actor=user)
    return user


def take_invitation(link: OneTimeLink, password_hash: str, *, time_zone: str, now: datetime) -> User:
    """The first password and the own time zone, by an invitation. Raises LinkSpent."""
    links.spend(link, now=now)
    user = _set(link.user_id, password_hash, now)
    user.time_zone = time_zone
    history.record("user.joined", f"user:{user.id}", now=now, actor=user)
    return user


def change(user: User, password_hash: str, *, keep: str, now: datetime) -> None:
    """The owner's new password; every other browser than the one with the session token ``keep`` is signed out."""
    user.password_hash = password_hash
    links.spend_all(user, now=now)
    sign_in.end_all(user, now=now, keep=keep)
    history.record("password.changed", f"user:{user.id}", now=now, actor=user)


def _set(user_id: int, password_hash: str, now: datetime) -> User:
    user = db.session.get_one(User, user_id)
    user.password_hash = password_hash
    links.spend_all(user, now=now)
    sign_in.end_all(user, now=now)
    return user


def _counted(email: str, secret: str, now: datetime) -> bool:
    scope = throttling.scope(secret, "reset account", email_key(email))
    return throttling.hit(scope, RESETS_PER_ACCOUNT.events, RESETS_PER_ACCOUNT.window, now)
