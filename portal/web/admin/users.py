"""People: who works here, invited and changed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.user import FormRight, Role, User
from portal.reports import directory
from portal.rules.refusal import Refusal
from portal.services.team import accounts
from portal.services.team.accounts import EmailTaken, Member
from portal.web.admin.blueprint import bp
from portal.web.admin.forms import MemberForm
from portal.web.admin.settings import secret
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user
from portal.web.shared.people import roles_in_words


@bp.get("/users")
@roles(Role.ADMIN)
def users() -> ResponseReturnValue:
    """Everybody, with their roles."""
    return render_template("admin/users/list.html", people=directory.people(), roles_in_words=roles_in_words)


@bp.get("/users/new")
@roles(Role.ADMIN)
def new_user() -> ResponseReturnValue:
    """Where somebody is invited."""
    form = MemberForm(time_zone=signed_in_user().time_zone)
    form.offer_managers()
    return _invite_page(form)


@bp.post("/users/new")
@roles(Role.ADMIN)
def invite() -> ResponseReturnValue:
    """Make the account and owe the mail."""
    form = MemberForm()
    form.offer_managers()
    if not form.validate():
        return _invite_page(form), 422
    try:
        person = accounts.invite(_member(form), by=signed_in_user(), secret=secret(), now=utcnow())
    except EmailTaken as refusal:
        form.email.errors = (str(refusal),)
        return _invite_page(form), 422
    db.session.commit()
    flash(f"{person.name} is invited: the mail is on its way.", "success")
    return redirect(url_for("admin.users"), 303)


@bp.get("/users/<int:user_id>")
@roles(Role.ADMIN)
def user(user_id: int) -> ResponseReturnValue:
    """One person, as an admin may change them."""
    person = get_or_404(User, user_id)
    form = MemberForm(obj=person)
    form.roles.data = sorted(person.roles)
    form.form_right.data = person.form_right or ""
    form.signs.data = "" if person.signs is None else "yes" if person.signs else "no"
    form.offer_managers(besides=person)
    return _user_page(form, person)


@bp.post("/users/<int:user_id>")
@roles(Role.ADMIN)
def change_user(user_id: int) -> ResponseReturnValue:
    """Keep what was changed."""
    person, form = get_or_404(User, user_id), MemberForm()
    form.offer_managers(besides=person)
    if not form.validate():
        return _user_page(form, person), 422
    try:
        accounts.change(person, _member(form), by=signed_in_user(), now=utcnow())
    except Refusal as refusal:
        field = form.email if isinstance(refusal, EmailTaken) else form.roles
        field.errors = (str(refusal),)
        return _user_page(form, person), 422
    db.session.commit()
    flash(f"{person.name} is saved.", "success")
    return redirect(url_for("admin.user", user_id=person.id), 303)


def _member(form: MemberForm) -> Member:
    return Member(
        name=form.name.data or "",
        email=form.email.data or "",
        roles=frozenset(Role(role) for role in form.roles.data or ()),
        time_zone=form.time_zone.data or "UTC",
        job_title=form.job_title.data or "",
        manager=form.manager,
        form_right=FormRight(form.form_right.data) if form.form_right.data else None,
        signs=form.signs.data == "yes" if form.signs.data else None,
    )


def _invite_page(form: MemberForm) -> str:
    return render_template("admin/users/new.html", form=form)


def _user_page(form: MemberForm, person: User) -> str:
    state, me = directory.state_of(person), person.id == signed_in_user().id
    return render_template("admin/users/edit.html", form=form, person=person, state=state, me=me)
