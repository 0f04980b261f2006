"""Flask-Login over server-side sessions: the cookie holds a random token, the database its hash."""

from hashlib import sha256

from flask import Flask
from flask_login import LoginManager

from portal.models.base import db
from portal.models.team.user import User
from portal.services.team import sign_in
from portal.web.shared.clock import utcnow

login_manager = LoginManager()


def init_login(app: Flask) -> None:
    """Load the signed-in user of each request."""
    login_manager.session_protection = None
    login_manager.init_app(app)
    login_manager.user_loader(_load)


def token_hash(token: str) -> str:
    """What is stored of a session token."""
    return sha256(token.encode()).hexdigest()


def _load(token: str) -> User | None:
    """The user of an open session. Notes at most once a minute that the session was used (the only write on a GET)."""
    session = sign_in.open_session(token_hash(token), utcnow())
    if session is None:
        return None
    user = db.session.get(User, session.user_id)
    if user is None or not user.active:
        return None
    if sign_in.touch(session, utcnow()):
        db.session.commit()
    user.session_token = token
    return user
