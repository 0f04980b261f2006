"""Signing in and out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from portal.models.base import db
from portal.models.engine import begin_write
from portal.services.team import sign_in
from portal.services.team.sign_in import Known
from portal.web.auth.blueprint import bp
from portal.web.auth.entering import PAUSE, TooManyTries, address, check_password, enter, settings
from portal.web.auth.forms import SignInForm
from portal.web.auth.paths import first_page, local_path
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import anyone, signed_in
from portal.web.shared.login import signed_in_user, token_hash

WRONG = "The email address or the password is not right."
WAIT = "Too many tries. Wait a quarter of an hour, or set a new password by mail."


@bp.get("/")
@signed_in()
def home() -> ResponseReturnValue:
    """The page that this user's day begins with."""
    return redirect(first_page(signed_in_user()), 303)


@bp.get("/login")
@anyone()
def login() -> ResponseReturnValue:
    """The sign-in page; whoever is in already is sent on."""
    if current_user.is_authenticated:
        return redirect(_onward(), 303)
    return render_template("auth/login.html", form=SignInForm())


@bp.post("/login")
@anyone(late_write=True)
def begin() -> ResponseReturnValue:
    """Check name and password; the answer does not tell which of them was wrong."""
    form = SignInForm()
    if not form.validate():
        return render_template("auth/login.html", form=form), 422
    try:
        known = check_password(form.email.data or "", form.password.data or "")
    except TooManyTries:
        return _refused(form, WAIT), 429, {"Retry-After": str(int(PAUSE.total_seconds()))}
    begin_write()
    return _wrong(form) if known is None else _let_in(known, form)


@bp.post("/logout")
@signed_in()
def logout() -> ResponseReturnValue:
    """End this browser's session on the server, not only in the browser."""
    user = signed_in_user()
    open_session = sign_in.open_session(token_hash(user.session_token), utcnow())
    if open_session is not None:
        sign_in.end_session(open_session, by=user, now=utcnow())
    db.session.commit()
    logout_user()
    session.clear()
    flash("You are signed out.", "success")
    return redirect(url_for("auth.login"), 303)


def _onward() -> str:
    return local_path(request.args.get("next")) or url_for("auth.home")


def _let_in(known: Known, form: SignInForm) -> ResponseReturnValue:
    sign_in.forgive(form.email.data or "", address(), secret=settings().SECRET_KEY, now=utcnow())
    enter(known)
    db.session.commit()
    return redirect(_onward(), 303)


def _wrong(form: SignInForm) -> ResponseReturnValue:
    sign_in.note_failure(now=utcnow())
    db.session.commit()
    return _refused(form, WRONG), 422


def _refused(form: SignInForm, sentence: str) -> str:
    form.email.errors = (sentence,)
    return render_template("auth/login.html", form=form)
