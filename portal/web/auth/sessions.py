"""Where one is signed in, and signing out elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.session import UserSession, open_sessions
from portal.services.team import sign_in
from portal.web.auth.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import signed_in
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user, token_hash

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SessionRow:
    """One browser, in words."""

    id: int
    browser: str
    began: datetime
    seen: datetime
    current: bool


@bp.get("/account/sessions")
@signed_in()
def sessions() -> ResponseReturnValue:
    """Every browser in which the user is signed in."""
    user = signed_in_user()
    here = token_hash(user.session_token)
    rows = [_row(session, here) for session in sign_in.sessions_of(user, utcnow())]
    return render_template("auth/account/sessions.html", rows=rows, others=len(rows) > 1)


@bp.post("/account/sessions/<int:session_id>/end")
@signed_in()
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one browser out."""
    user = signed_in_user()
    session = visible_or_404(open_sessions(user.id, utcnow()).where(UserSession.id == session_id))
    sign_in.end_session(session, by=user, now=utcnow())
    db.session.commit()
    flash("That browser is signed out.", "success")
    return redirect(url_for("auth.sessions"), 303)


@bp.post("/account/sessions/others/end")
@signed_in()
def end_other_sessions() -> ResponseReturnValue:
    """Sign every browser out but this one."""
    user = signed_in_user()
    sign_in.end_others(user, keep=user.session_token, now=utcnow())
    db.session.commit()
    flash("Every other browser is signed out.", "success")
    return redirect(url_for("auth.sessions"), 303)


def _row(session: UserSession, here: str) -> SessionRow:
    words = browser_words(session.user_agent)
    return SessionRow(session.id, words, session.created_at, session.seen_at, session.token_hash == here)


def browser_words(user_agent: str) -> str:
    """``Firefox on Linux``, as far as the browser says so."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Some browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
