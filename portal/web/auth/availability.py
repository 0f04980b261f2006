"""When and for what a rep can be booked."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.mail.meeting_links import rep_token
from portal.models.base import db
from portal.models.team.user import Role, User
from portal.rules.handoff.week import week_from_json, week_in_words
from portal.services.handoff import availability as settings
from portal.services.handoff.booking_times import offering_of
from portal.web.auth.availability_form import AvailabilityForm
from portal.web.auth.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user

BOOKED = (Role.REP, Role.MANAGER)


@bp.get("/account/availability")
@roles(*BOOKED)
def availability() -> ResponseReturnValue:
    """As it is set now."""
    form = AvailabilityForm(formdata=None)
    form.show(offering_of(signed_in_user()))
    return _page(form)


@bp.post("/account/availability")
@roles(*BOOKED)
def change_availability() -> ResponseReturnValue:
    """Keep it. Meetings that stand stay as they are."""
    form, user = AvailabilityForm(), signed_in_user()
    if not form.validate():
        return _page(form), 422
    settings.set_offering(user, form.offering(), by=user, now=utcnow())
    db.session.commit()
    flash("Saved. Prospects are offered times by this from now on.", "success")
    return redirect(url_for("auth.availability"), 303)


def _own_link(user: User) -> str:
    """For a signature: who opens it is mailed the way to a meeting, if the rep has their enquiry."""
    config = current_app.config["BATON"]
    return f"{config.BASE_URL}{url_for('public.meet_with', token=rep_token(user.id, config.SECRET_KEY))}"


def _page(form: AvailabilityForm) -> str:
    user = signed_in_user()
    return render_template(
        "auth/account/availability.html",
        form=form,
        week=week_in_words(week_from_json(user.week)),
        zone=user.time_zone,
        types=form.types(),
        own_link=_own_link(user),
    )
