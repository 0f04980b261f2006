"""The signed hidden field of a public form: which version was shown, when, and which attempt this is.

It takes the place of a session, so a form works in a frame whose cookies are blocked.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from itsdangerous import BadData, Signer

LIFETIME = 24 * 3600


@dataclass(frozen=True)
class Token:
    """``attempt_key`` is 128 random bits; it stays the same through every step and correction of one visit."""

    form_id: int
    version_id: int
    rendered_at: float
    attempt_key: str

    def age(self, now: datetime) -> float:
        """Seconds since the form was shown, by our own clock."""
        return now.timestamp() - self.rendered_at

    def expired(self, now: datetime) -> bool:
        """Too old to be read by the version that was shown."""
        return self.age(now) > LIFETIME


def new_token(form_id: int, version_id: int, now: datetime) -> Token:
    """The token of a page that is shown for the first time."""
    return Token(form_id, version_id, now.timestamp(), secrets.token_urlsafe(16))


def renewed(token: Token, version_id: int, now: datetime, minimum: float) -> Token:
    """A fresh token for the same attempt. Whoever waited a day need not wait ``minimum`` seconds once more."""
    return replace(token, version_id=version_id, rendered_at=now.timestamp() - minimum - 1)


def sign(token: Token, secret: str) -> str:
    """The text of the hidden field."""
    said = f"{token.form_id}.{token.version_id}.{token.rendered_at * 1000:.0f}.{token.attempt_key}"
    return _signer(secret).sign(said).decode()


def read(text: str, secret: str) -> Token | None:
    """The token, whatever its age; None when we did not sign it."""
    try:
        said = _signer(secret).unsign(text).decode()
        form_id, version_id, milliseconds, attempt_key = said.split(".")
        return Token(int(form_id), int(version_id), int(milliseconds) / 1000, attempt_key)
    except (BadData, ValueError):
        return None


@cache
def _signer(secret: str) -> Signer:
    return Signer(secret, salt="baton.public-form", digest_method=hashlib.sha256)
