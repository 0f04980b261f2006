"""The organisation's settings."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.team.user import Role
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
    setup.change_organisation(form.settings(), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The organisation is saved.", "success")
    return redirect(url_for("admin.organisation"), 303)
