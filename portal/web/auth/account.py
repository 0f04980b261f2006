"""One's own account: profile and password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.engine import begin_write
from portal.services.team import accounts, credentials
from portal.web.auth.account_forms import PasswordForm, ProfileForm
from portal.web.auth.blueprint import bp
from portal.web.auth.entering import TooManyTries, check_password, hashed
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import signed_in
from portal.web.shared.login import signed_in_user


@bp.get("/account")
@signed_in()
def account() -> ResponseReturnValue:
    """Name, phone, time zone, daily summary."""
    return _profile_page(ProfileForm(obj=signed_in_user()))


@bp.post("/account")
@signed_in()
def change_profile() -> ResponseReturnValue:
    """Keep what was changed."""
    form = ProfileForm()
    if not form.validate():
        return _profile_page(form), 422
    accounts.change_profile(signed_in_user(), **form.data, now=utcnow())
    db.session.commit()
    flash("Your profile is saved.", "success")
    return redirect(url_for("auth.account"), 303)


@bp.get("/account/password")
@signed_in()
def password() -> ResponseReturnValue:
    """Where the password is changed."""
    return _password_page(PasswordForm(credentials.own_words(signed_in_user())))


@bp.post("/account/password")
@signed_in(late_write=True)
def change_password() -> ResponseReturnValue:
    """A new password; every other browser is signed out."""
    user = signed_in_user()
    form = PasswordForm(credentials.own_words(user))
    if not (form.validate() and _is_current(form)):
        return _password_page(form), 422
    stored = hashed(form.password.data or "")
    begin_write()
    credentials.change(user, stored, keep=user.session_token, now=utcnow())
    db.session.commit()
    flash("Your password is changed. Every other browser is signed out.", "success")
    return redirect(url_for("auth.password"), 303)


def _is_current(form: PasswordForm) -> bool:
    """Guessing here is counted like guessing at the door."""
    try:
        if check_password(signed_in_user().email, form.current.data or ""):
            return True
        form.current.errors = ("This is not your current password.",)
    except TooManyTries:
        form.current.errors = ("Too many tries. Wait a quarter of an hour.",)
    return False


def _profile_page(form: ProfileForm) -> str:
    return render_template("auth/account/profile.html", form=form)


def _password_page(form: PasswordForm) -> str:
    return render_template("auth/account/password.html", form=form)
