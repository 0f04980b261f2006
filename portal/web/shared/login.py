"""Flask-Login over server-side sessions: the cookie holds a random token, the database its hash."""

from datetime import datetime
from hashlib import sha256
from typing import cast

from flask import Flask, request
from flask_login import LoginManager, current_user
from sqlalchemy.exc import OperationalError

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.team.session import UserSession
from portal.models.team.user import User
from portal.services.team import sign_in
from portal.web.shared.clock import utcnow

POLL = "poll"
"""Name in the query of an address that a page fetches by itself, without anybody having done something."""

login_manager = LoginManager()


def init_login(app: Flask) -> None:
    """Load the signed-in user of each request.

    Not by ``init_app``: it would look into the session on every answer, for a cookie that Baton never sets, and so make
    every public page vary by cookie.
    """
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    app.login_manager = login_manager  # type: ignore[attr-defined]  # where Flask-Login looks for it
    app.context_processor(lambda: {"current_user": current_user})


def signed_in_user() -> User:
    """Whoever is signed in, as our own row; for views that strangers cannot call."""
    return cast(User, current_user._get_current_object())  # noqa: SLF001  the proxy's way to what it stands for


def token_hash(token: str) -> str:
    """What is stored of a session token."""
    return sha256(token.encode()).hexdigest()


def _load(token: str) -> User | None:
    """The user of an open session. Notes at most once a minute that the session was used (the only write on a GET).

    A page that fetches itself anew (``POLL``) is no use: left open, it would keep its session for twelve hours.
    """
    session = sign_in.open_session(token_hash(token), utcnow())
    if session is None:
        return None
    if POLL not in request.args and sign_in.is_stale(session, utcnow()):
        _note_use(session, utcnow())
    user = db.session.get(User, session.user_id)
    if user is None or not user.active:
        return None
    user.session_token = token
    return user


def _note_use(session: UserSession, now: datetime) -> None:
    """A database that is too busy to note it must not keep the page from being shown."""
    try:
        begin_write()
        sign_in.touch(session, now)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
