"""A forgotten password: asking for a link, and using it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.team.link import LinkPurpose
from portal.models.team.user import User
from portal.services.team import credentials, links
from portal.web.auth.blueprint import bp
from portal.web.auth.entering import address, hashed, settings
from portal.web.auth.forms import ForgottenForm, NewPasswordForm
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import anyone

WAIT = "Too many requests from here. Wait an hour, then ask again."


@bp.get("/password/forgot")
@anyone()
def forgotten() -> ResponseReturnValue:
    """Where a reset link is asked for."""
    return render_template("auth/forgotten.html", form=ForgottenForm())


@bp.post("/password/forgot")
@anyone()
def ask_for_reset() -> ResponseReturnValue:
    """Owe the mail; the answer is the same whether or not anybody has that address."""
    form, limited, secret = ForgottenForm(), settings().RATE_LIMITS, settings().SECRET_KEY
    if not form.validate():
        return render_template("auth/forgotten.html", form=form), 422
    if limited and not credentials.may_ask(address(), secret=secret, now=utcnow()):
        form.email.errors = (WAIT,)
        db.session.commit()
        return render_template("auth/forgotten.html", form=form), 429, {"Retry-After": "3600"}
    credentials.ask_for_reset(form.email.data or "", secret=secret, limited=limited, now=utcnow())
    db.session.commit()
    return redirect(url_for("auth.reset_asked"), 303)


@bp.get("/password/sent")
@anyone()
def reset_asked() -> ResponseReturnValue:
    """What happens now, in words that fit everybody."""
    return render_template("auth/reset_asked.html")


@bp.get("/password/reset/<token>")
@anyone()
def reset(token: str) -> ResponseReturnValue:
    """The page behind the link. Looking uses nothing up: mail scanners look too."""
    link = links.find(token, LinkPurpose.RESET, utcnow())
    if link is None:
        return render_template("auth/link_spent.html", purpose="reset"), 410
    user = db.session.get_one(User, link.user_id)
    return render_template("auth/reset.html", form=NewPasswordForm(credentials.own_words(user)), user=user)


@bp.post("/password/reset/<token>")
@anyone(late_write=True)
def set_password(token: str) -> ResponseReturnValue:
    """The new password; every browser that was signed in has to sign in again."""
    link = links.find(token, LinkPurpose.RESET, utcnow())
    if link is None:
        return render_template("auth/link_spent.html", purpose="reset"), 410
    user = db.session.get_one(User, link.user_id)
    form = NewPasswordForm(credentials.own_words(user))
    if not form.validate():
        return render_template("auth/reset.html", form=form, user=user), 422
    stored = hashed(form.password.data or "")
    begin_write()
    credentials.reset(link, stored, secret=settings().SECRET_KEY, now=utcnow())
    db.session.commit()
    flash("Your new password is set. Sign in with it.", "success")
    return redirect(url_for("auth.login"), 303)
