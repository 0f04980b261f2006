"""The signed hidden field of a public form: which version was shown, when, and which attempt this is.

It takes the place of a session, so a form works in a frame whose cookies are blocked.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from itsdangerous import BadData, URLSafeSerializer

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
    return Token(form_id, version_id, round(now.timestamp(), 2), secrets.token_urlsafe(16))


def renewed(token: Token, version_id: int, now: datetime, minimum: float) -> Token:
    """A fresh token for the same attempt. Whoever waited a day need not wait ``minimum`` seconds once more."""
    return replace(token, version_id=version_id, rendered_at=round(now.timestamp() - minimum, 2) - 1)


def sign(token: Token, secret: str) -> str:
    """The text of the hidden field."""
    return str(_signer(secret).dumps([token.form_id, token.version_id, token.rendered_at, token.attempt_key]))


def read(text: str, secret: str) -> Token | None:
    """The token, whatever its age; None when we did not sign it."""
    try:
        form_id, version_id, rendered_at, attempt_key = _signer(secret).loads(text)
    except (BadData, ValueError, TypeError):
        return None
    return Token(form_id, version_id, rendered_at, attempt_key)


@cache
def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="baton.public-form", signer_kwargs={"digest_method": hashlib.sha256})
