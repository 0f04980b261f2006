"""One's own working hours and time away."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.absence import Absence, absences_from
from portal.models.team.user import User
from portal.rules.handoff.week import week_from_json
from portal.services.team import hours as working_hours
from portal.web.auth.account_forms import AbsenceForm
from portal.web.auth.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import signed_in
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user
from portal.web.shared.week_form import HOW, WeekForm


@bp.get("/account/hours")
@signed_in()
def hours() -> ResponseReturnValue:
    """When leads may come, and when not."""
    return _page(_week_of(signed_in_user()), AbsenceForm(formdata=None))


@bp.post("/account/hours")
@signed_in()
def change_hours() -> ResponseReturnValue:
    """Keep the working hours."""
    form, user = WeekForm(), signed_in_user()
    if not form.validate():
        return _page(form, AbsenceForm(formdata=None)), 422
    working_hours.set_week(user, form.week(), by=user, now=utcnow())
    db.session.commit()
    flash("Your working hours are saved.", "success")
    return redirect(url_for("auth.hours"), 303)


@bp.post("/account/absences")
@signed_in()
def add_absence() -> ResponseReturnValue:
    """Add a stretch of time away."""
    form, user = AbsenceForm(), signed_in_user()
    if not form.validate():
        return _page(_week_of(user), form), 422
    start, end = (_moment(field.data, user) for field in (form.starts_at, form.ends_at))
    working_hours.add_absence(user, start, end, note=form.note.data or "", by=user, now=utcnow())
    db.session.commit()
    flash("Your time away is noted: no leads come to you in it.", "success")
    return redirect(url_for("auth.hours"), 303)


@bp.post("/account/absences/<int:absence_id>/removal")
@signed_in()
def remove_absence(absence_id: int) -> ResponseReturnValue:
    """Take a stretch of time away back."""
    user = signed_in_user()
    absence = visible_or_404(absences_from([user.id], utcnow()).where(Absence.id == absence_id))
    working_hours.remove_absence(absence, by=user, now=utcnow())
    db.session.commit()
    flash("That time away is removed.", "success")
    return redirect(url_for("auth.hours"), 303)


def _moment(local: datetime | None, user: User) -> datetime:
    """What the clock on the user's wall will say, as a moment."""
    return (local or utcnow()).replace(tzinfo=ZoneInfo(user.time_zone)).astimezone(UTC)


def _week_of(user: User) -> WeekForm:
    form = WeekForm(formdata=None)
    form.show(week_from_json(user.week))
    return form


def _page(form: WeekForm, absence_form: AbsenceForm) -> str:
    user = signed_in_user()
    away = db.session.scalars(absences_from([user.id], utcnow())).all()
    return render_template(
        "auth/account/hours.html", form=form, absence_form=absence_form, away=away, how=HOW, zone=user.time_zone
    )
