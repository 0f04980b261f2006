"""Giving a lead to somebody else by hand: a manager's act, also for leads that nobody could take."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.team.user import Role, User, active_users
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import moving as moves
from portal.services.handoff.moving import NotMovable
from portal.web.sales.blueprint import bp
from portal.web.sales.forms import MoveForm
from portal.web.sales.lead import seen
from portal.web.sales.options import options
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.get("/leads/<int:lead_id>/move")
@roles(Role.MANAGER)
def moving(lead_id: int) -> ResponseReturnValue:
    """Ask to whom, and whose turn it counts as."""
    lead = seen(lead_id)
    return _page(lead, _form(lead))


@bp.post("/leads/<int:lead_id>/move")
@roles(Role.MANAGER)
def move(lead_id: int) -> ResponseReturnValue:
    """Give the lead away; both owners are told."""
    lead = seen(lead_id)
    form = _form(lead)
    if not form.validate():
        return _page(lead, form), 422
    to = db.session.get_one(User, form.user_id.data)
    try:
        credit = form.credit.data == "yes"
        moves.move(lead, to=to, by=signed_in_user(), credit=credit, note=form.note.data or "", now=utcnow())
    except NotMovable as refusal:
        form.user_id.errors = (str(refusal),)
        return _page(lead, form), 422
    db.session.commit()
    flash(f"{lead.person_name} is with {to.name} now.", "success")
    return back_to(lead)


def _form(lead: Lead) -> MoveForm:
    form = MoveForm()
    takers = (Role.REP, Role.MANAGER) if lead.status is not WorkStatus.NURTURE else (Role.MARKETING, Role.MANAGER)
    others = db.session.scalars(active_users(*takers).where(User.id != (lead.owner_id or 0)))
    form.user_id.choices = options((user.id, user.name) for user in others)
    return form


def _page(lead: Lead, form: MoveForm) -> str:
    owner = lead.owner.name if lead.owner else ""
    return render_template(
        "sales/leads/move.html", lead=lead, form=form, owner=owner, back_address=lead_address(lead), origin=origin()
    )
