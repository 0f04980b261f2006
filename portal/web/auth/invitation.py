"""Taking up an invitation."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.team.link import LinkPurpose
from portal.models.team.user import User
from portal.services.team import credentials, links
from portal.services.team.sign_in import Known
from portal.web.auth.blueprint import bp
from portal.web.auth.entering import enter, hashed
from portal.web.auth.forms import InvitationForm
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import anyone


@bp.get("/invitation/<token>")
@anyone()
def invitation(token: str) -> ResponseReturnValue:
    """Who is invited, and what is left to settle. Looking uses nothing up."""
    user = _invited(token)
    if user is None:
        return render_template("auth/link_spent.html", purpose="invitation"), 410
    return _page(InvitationForm(credentials.own_words(user), time_zone=user.time_zone), user)


@bp.post("/invitation/<token>")
@anyone(late_write=True)
def join(token: str) -> ResponseReturnValue:
    """The first password; then straight in."""
    user, link = _invited(token), links.find(token, LinkPurpose.INVITATION, utcnow())
    if user is None or link is None:
        return render_template("auth/link_spent.html", purpose="invitation"), 410
    form = InvitationForm(credentials.own_words(user))
    if not form.validate():
        return _page(form, user), 422
    stored = hashed(form.password.data or "")
    begin_write()
    credentials.take_invitation(link, stored, time_zone=form.time_zone.data or "UTC", now=utcnow())
    enter(Known(user))
    db.session.commit()
    flash("Welcome. Check your working hours: leads come to you in them.", "success")
    return redirect(url_for("auth.hours"), 303)


def _invited(token: str) -> User | None:
    link = links.find(token, LinkPurpose.INVITATION, utcnow())
    return db.session.get(User, link.user_id) if link else None


def _page(form: InvitationForm, user: User) -> str:
    return render_template("auth/invitation.html", form=form, user=user)
