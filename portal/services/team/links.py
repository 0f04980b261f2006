"""Links that work once: invitations and password resets. The mail is owed here; its text is composed when it is sent.

The token is never stored. It follows from the row and the portal's secret, so the composer can make it again, and a
stolen copy of the database opens nothing.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update

from portal.models.base import db
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.models.team.user import User
from portal.rules.canonical import digest
from portal.rules.refusal import Refusal
from portal.services.ops import outbox

LIFETIME = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=1)}


class LinkSpent(Refusal):
    """The link was used in the meantime, replaced by a newer one, or ran out."""

    def __init__(self) -> None:
        super().__init__("This link was used already or has run out. Ask for a new one.")


def send(user: User, purpose: LinkPurpose, *, secret: str, now: datetime, by: User | None = None) -> OneTimeLink:
    """Make a link, owe its mail, and end the links of that purpose that the user had before. ``by`` is who invites."""
    spend_all(user, purpose, now=now)
    link = OneTimeLink(
        user_id=user.id,
        purpose=purpose,
        token_hash=secrets.token_hex(32),
        created_at=now,
        expires_at=now + LIFETIME[purpose],
    )
    db.session.add(link)
    db.session.flush()
    link.token_hash = digest(token_of(link, secret))
    payload = {"link_id": link.id, "by_id": by.id if by else None}
    db.session.flush()
    outbox.enqueue(purpose.value, f"{purpose.value}:{link.id}", user_id=user.id, now=now, payload=payload)
    return link


def token_of(link: OneTimeLink, secret: str) -> str:
    """The token in the link's address; the same whenever it is asked for."""
    moment = int(link.created_at.timestamp() * 1_000_000)
    text = f"{link.purpose.value}:{link.id}:{link.user_id}:{moment}"
    return urlsafe_b64encode(hmac.new(secret.encode(), text.encode(), sha256).digest()).rstrip(b"=").decode()


def find(token: str, purpose: LinkPurpose, now: datetime) -> OneTimeLink | None:
    """The link that may still be used, if its owner may still sign in. Looking uses nothing up."""
    return db.session.scalars(
        select(OneTimeLink)
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
            User.disabled_at.is_(None),
        )
    ).one_or_none()


def spend(link: OneTimeLink, *, now: datetime) -> None:
    """Use the link up. Raises LinkSpent when another request was quicker."""
    unused = OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None)
    taken = update(OneTimeLink).where(*unused).values(used_at=now).returning(OneTimeLink.id)
    if not db.session.scalars(taken).all():
        raise LinkSpent


def spend_all(user: User, *purposes: LinkPurpose, now: datetime) -> None:
    """Use up whatever open links the user has (of these purposes, or of all)."""
    mine = OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None)
    meant = OneTimeLink.purpose.in_(purposes or tuple(LinkPurpose))
    db.session.execute(update(OneTimeLink).where(*mine, meant).values(used_at=now))
