"""How a lead ends: won, lost, or a customer who left again. Each asks before it acts."""

from decimal import Decimal

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.handoff.opportunity import opportunity_of
from portal.models.intake.lead import Lead
from portal.models.team.user import Role
from portal.rules.handoff.deals import LostReason
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import agreed, outcomes
from portal.services.handoff.hands import AlreadyAnswered, NotYours, in_hand
from portal.services.handoff.opportunities import NoOpportunity
from portal.web.sales.attempts import done
from portal.web.sales.blueprint import bp
from portal.web.sales.closing_forms import ChurnForm, LossForm, WinForm
from portal.web.sales.lead import READERS, seen
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.filters import reader_zone
from portal.web.shared.forms import BatonForm
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user

CLOSERS = (Role.REP, Role.MANAGER)


@bp.get("/leads/<int:lead_id>/win")
@roles(*CLOSERS)
def winning(lead_id: int) -> ResponseReturnValue:
    """Ask what they signed for, beginning with what was expected."""
    lead, form = seen(lead_id), WinForm()
    in_hand(lead, signed_in_user())
    row = db.session.scalars(opportunity_of(lead_id)).one_or_none()
    if row is None or lead.status is not WorkStatus.OPPORTUNITY:
        raise NoOpportunity("Only an opportunity can be won. Open one first.")
    form.amount.show(int(row.amount))
    form.on.data = utcnow().astimezone(reader_zone()).date()
    return _page("win", lead, form)


@bp.post("/leads/<int:lead_id>/win")
@roles(*CLOSERS)
def win(lead_id: int) -> ResponseReturnValue:
    """They signed."""
    lead, form = seen(lead_id), WinForm()
    if not done(form, lambda: _win(lead, form)):
        return _page("win", lead, form), 422
    db.session.commit()
    flash(f"{lead.person_name} is a customer. Marketing knows it too.", "success")
    return back_to(lead, view="done")


@bp.get("/leads/<int:lead_id>/loss")
@roles(*CLOSERS)
def losing(lead_id: int) -> ResponseReturnValue:
    """Ask why nothing comes of it."""
    lead = seen(lead_id)
    in_hand(lead, signed_in_user())
    return _page("loss", lead, LossForm())


@bp.post("/leads/<int:lead_id>/loss")
@roles(*CLOSERS)
def lose(lead_id: int) -> ResponseReturnValue:
    """Nothing comes of it."""
    lead, form = seen(lead_id), LossForm()
    if not done(form, lambda: _lose(lead, form)):
        return _page("loss", lead, form), 422
    db.session.commit()
    flash(f"{lead.person_name} is closed as lost. Marketing knows why.", "success")
    return back_to(lead, view="done")


@bp.get("/leads/<int:lead_id>/departure")
@roles(*READERS)
def leaving(lead_id: int) -> ResponseReturnValue:
    """Ask when the customer left."""
    lead = seen(lead_id)
    if lead.status is not WorkStatus.WON:
        raise AlreadyAnswered("Only a customer can leave.")
    if not outcomes.may_churn(lead, signed_in_user()):
        raise NotYours("Whoever won this customer, a sales manager or marketing can say that they left.")
    return _page("departure", lead, ChurnForm())


@bp.post("/leads/<int:lead_id>/departure")
@roles(*READERS)
def leave(lead_id: int) -> ResponseReturnValue:
    """The customer left again."""
    lead, form = seen(lead_id), ChurnForm()
    if not done(form, lambda: _leave(lead, form)):
        return _page("departure", lead, form), 422
    db.session.commit()
    flash("It is noted that this customer left.", "success")
    return back_to(lead, view="done")


def _win(lead: Lead, form: WinForm) -> None:
    amount = None if form.amount.figure is None else Decimal(form.amount.figure)
    outcomes.win(lead, amount=amount, on=form.on.data, note=form.note.data or "", by=signed_in_user(), now=utcnow())


def _lose(lead: Lead, form: LossForm) -> None:
    reason = LostReason(form.reason.data)
    outcomes.lose(lead, reason=reason, note=form.note.data or "", by=signed_in_user(), now=utcnow())


def _leave(lead: Lead, form: ChurnForm) -> None:
    outcomes.churn(lead, on=form.on.data, note=form.note.data or "", by=signed_in_user(), now=utcnow())


def _page(name: str, lead: Lead, form: BatonForm) -> str:
    return render_template(
        f"sales/leads/{name}.html",
        lead=lead,
        form=form,
        currency=agreed.currency(),
        back_address=lead_address(lead),
        origin=origin(),
    )
