"""Whether somebody may come in: inviting again, closing and opening an account, signing out."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.user import Role, User
from portal.rules.refusal import Refusal
from portal.services.handoff import moving
from portal.services.team import accounts, sign_in
from portal.web.admin.blueprint import bp
from portal.web.admin.settings import secret
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user


@bp.post("/users/<int:user_id>/invitation")
@roles(Role.ADMIN)
def invite_again(user_id: int) -> ResponseReturnValue:
    """A fresh link; the one before stops working."""
    person = get_or_404(User, user_id)
    accounts.invite_again(person, by=signed_in_user(), secret=secret(), now=utcnow())
    db.session.commit()
    flash("A new invitation is on its way. The link sent before no longer works.", "success")
    return _back_to(person)


@bp.get("/users/<int:user_id>/disabling")
@roles(Role.ADMIN)
def disabling(user_id: int) -> ResponseReturnValue:
    """Ask in words before an account is closed."""
    return render_template("admin/users/disable.html", person=get_or_404(User, user_id))


@bp.post("/users/<int:user_id>/disabling")
@roles(Role.ADMIN)
def disable(user_id: int) -> ResponseReturnValue:
    """Close the account, and give what it owned to others."""
    person, admin, now = get_or_404(User, user_id), signed_in_user(), utcnow()
    try:
        accounts.disable(person, by=admin, now=now)
        moving.leave(person, by=admin, now=now)
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return _back_to(person)
    db.session.commit()
    flash(f"{person.name} can no longer sign in.", "success")
    return _back_to(person)


@bp.post("/users/<int:user_id>/enabling")
@roles(Role.ADMIN)
def enable(user_id: int) -> ResponseReturnValue:
    """Open the account again."""
    person = get_or_404(User, user_id)
    accounts.enable(person, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(f"{person.name} can sign in again.", "success")
    return _back_to(person)


@bp.post("/users/<int:user_id>/sessions/end")
@roles(Role.ADMIN)
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign somebody out of every browser, such as after a lost laptop."""
    person, admin = get_or_404(User, user_id), signed_in_user()
    sign_in.end_for(person, by=admin, now=utcnow())
    db.session.commit()
    flash(f"{person.name} is signed out everywhere.", "success")
    return _back_to(person)


def _back_to(person: User) -> ResponseReturnValue:
    return redirect(url_for("admin.user", user_id=person.id), 303)
