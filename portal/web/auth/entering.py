"""Steps of signing in that several pages share."""

from datetime import timedelta
from typing import cast

from flask import current_app, request, session
from flask_login import login_user

from config import Config
from portal.models.base import db
from portal.models.engine import begin_write
from portal.services.team import passwords, sign_in
from portal.services.team.passwords import Cost
from portal.services.team.sign_in import Known
from portal.web.shared.clock import utcnow

PAUSE = timedelta(minutes=15)


class TooManyTries(Exception):
    """This account or this address has to wait."""


def settings() -> Config:
    """The portal's settings."""
    config: Config = current_app.config["BATON"]
    return config


def address() -> str:
    """Where the request comes from, behind as many proxies as the operator said."""
    return request.remote_addr or "unknown"


def cost() -> Cost:
    """How slow hashes are made; config.py allows nothing else."""
    return cast(Cost, settings().PASSWORD_COST)


def hashed(password: str) -> str:
    """The password as it is stored; slow on purpose, so call it before ``begin_write``."""
    return passwords.hash_password(password, cost())


def check_password(email: str, password: str) -> Known | None:
    """Who that is. The try is counted first and for good, then checked without a lock. Raises TooManyTries."""
    if settings().RATE_LIMITS:
        begin_write()
        admitted = sign_in.admit(email, address(), secret=settings().SECRET_KEY, now=utcnow())
        db.session.commit()
        if not admitted:
            raise TooManyTries
    return sign_in.authenticate(email, password, cost=cost())


def enter(known: Known) -> None:
    """A new session for this browser. Nothing of the one before survives, so a planted one is of no use."""
    token = sign_in.start_session(known, user_agent=request.user_agent.string, now=utcnow())
    session.clear()
    known.user.session_token = token
    login_user(known.user)
