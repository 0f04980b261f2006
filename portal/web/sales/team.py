"""The team: what everybody has in hand, how they keep their promises, when they are away."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.absence import Absence, absences_from
from portal.models.team.user import Role, User, active_users
from portal.reports import workload
from portal.rules.handoff.week import week_from_json, week_in_words
from portal.services.handoff import holding
from portal.services.team import hours
from portal.services.team.hours import EndsBeforeItStarts
from portal.web.sales.blueprint import bp
from portal.web.sales.forms import moment
from portal.web.sales.pool_forms import AwayForm
from portal.web.sales.routing import page
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user


@bp.get("/routing/reps")
@roles(Role.MANAGER)
def reps() -> ResponseReturnValue:
    """Everybody who may be given leads."""
    return page("reps", rows=[_shares(load) for load in workload.loads(utcnow())])


@bp.get("/routing/reps/<int:user_id>")
@roles(Role.MANAGER)
def rep(user_id: int) -> ResponseReturnValue:
    """One person: working hours, and time away that the manager may plan."""
    return _page(_member(user_id), AwayForm(formdata=None))


@bp.post("/routing/reps/<int:user_id>/absences")
@roles(Role.MANAGER)
def add_rep_absence(user_id: int) -> ResponseReturnValue:
    """Time away, on the clock of whoever is away."""
    user, form = _member(user_id), AwayForm()
    if not form.validate():
        return _page(user, form), 422
    start, end = (moment(field.data, user) or utcnow() for field in (form.starts_at, form.ends_at))
    try:
        hours.add_absence(user, start, end, note=form.note.data or "", by=signed_in_user(), now=utcnow())
    except EndsBeforeItStarts as refusal:
        form.ends_at.errors = (str(refusal),)
        return _page(user, form), 422
    return _saved(user, f"{user.name} gets no leads in that time.")


@bp.post("/routing/reps/<int:user_id>/absences/<int:absence_id>/removal")
@roles(Role.MANAGER)
def remove_rep_absence(user_id: int, absence_id: int) -> ResponseReturnValue:
    """They are here after all; what waits is looked at again."""
    user, now = _member(user_id), utcnow()
    absence = visible_or_404(absences_from([user.id], now).where(Absence.id == absence_id))
    hours.remove_absence(absence, by=signed_in_user(), now=now)
    holding.recheck(now)
    return _saved(user, "That time away is removed.")


def _member(user_id: int) -> User:
    return visible_or_404(active_users(Role.REP, Role.MANAGER).where(User.id == user_id))


def _shares(load: workload.Load) -> dict[str, object]:
    """The load with the share of promises kept, in words."""
    due = load.kept + load.missed
    share = f"{load.kept} of {due}" if due else "none due"
    kept = load.kept / due if due else None
    return {"load": load, "kept": share, "share": kept, "tone": "warn" if due and load.kept < due else "ok"}


def _page(user: User, form: AwayForm) -> str:
    away = db.session.scalars(absences_from([user.id], utcnow())).all()
    return page("rep", user=user, form=form, away=away, hours=week_in_words(week_from_json(user.week)))


def _saved(user: User, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("sales.rep", user_id=user.id), 303)
