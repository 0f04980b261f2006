"""Days on which nobody works."""

from datetime import date, timedelta

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.models.base import db
from portal.models.team.absence import DayOff
from portal.models.team.user import Role
from portal.services.handoff import holding
from portal.services.team import days_off as service
from portal.services.team.days_off import KnownDay
from portal.web.sales.blueprint import bp
from portal.web.sales.pool_forms import DayOffForm
from portal.web.sales.routing import page
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.login import signed_in_user


@bp.get("/routing/days-off")
@roles(Role.MANAGER)
def days_off() -> ResponseReturnValue:
    """Those to come, the next one first."""
    return _page(DayOffForm(formdata=None))


@bp.post("/routing/days-off")
@roles(Role.MANAGER)
def add_day_off() -> ResponseReturnValue:
    """Nobody works on that day."""
    form = DayOffForm()
    if not form.validate():
        return _page(form), 422
    try:
        service.add_day_off(form.day.data or date.max, form.name.data or "", by=signed_in_user(), now=utcnow())
    except KnownDay as refusal:
        form.day.errors = (str(refusal),)
        return _page(form), 422
    db.session.commit()
    flash("The day is off: no leads are given, and no promise runs on it.", "success")
    return redirect(url_for("sales.days_off"), 303)


@bp.post("/routing/days-off/<day>/removal")
@roles(Role.MANAGER)
def remove_day_off(day: str) -> ResponseReturnValue:
    """People work on that day after all; what waits is looked at again."""
    now = utcnow()
    service.remove_day_off(get_or_404(DayOff, _day(day)), by=signed_in_user(), now=now)
    holding.recheck(now)
    db.session.commit()
    flash("That day is a working day again.", "success")
    return redirect(url_for("sales.days_off"), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _page(form: DayOffForm) -> str:
    first = utcnow().date() - timedelta(days=1)
    rows = db.session.scalars(select(DayOff).where(DayOff.day >= first).order_by(DayOff.day)).all()
    return page("days_off", form=form, rows=rows)
