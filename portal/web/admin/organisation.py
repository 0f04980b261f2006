"""The organisation's settings."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.user import Role, User
from portal.services.team import setup
from portal.web.admin.blueprint import bp
from portal.web.admin.forms import OrganisationForm
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.get("/organisation")
@roles(Role.ADMIN)
def organisation() -> ResponseReturnValue:
    """Name, addresses, and who answers when nobody else does."""
    form = OrganisationForm(obj=setup.organisation())
    form.offer_choices()
    return render_template("admin/organisation.html", form=form)


@bp.post("/organisation")
@roles(Role.ADMIN)
def change_organisation() -> ResponseReturnValue:
    """Keep what was changed."""
    form = OrganisationForm()
    form.offer_choices()
    if not form.validate():
        return render_template("admin/organisation.html", form=form), 422
    setup.change_organisation(
        name=form.name.data or "",
        website=form.website.data or "",
        privacy_url=form.privacy_url.data or "",
        time_zone=form.time_zone.data or "UTC",
        default_country=form.default_country.data,
        nurture_owner=db.session.get_one(User, form.nurture_owner_id.data),
        custodian=db.session.get_one(User, form.custodian_id.data),
        by=signed_in_user(),
        now=utcnow(),
    )
    db.session.commit()
    flash("The organisation is saved.", "success")
    return redirect(url_for("admin.organisation"), 303)
