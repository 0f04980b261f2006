"""Answers that colleagues enter, and newer values that they take or leave."""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.handoff.proposal import Proposal
from portal.models.intake.lead import Lead
from portal.rules.agreement.verdict import Qualification
from portal.rules.questions.key import Key
from portal.rules.questions.types.base import Unreadable
from portal.services.intake import known, profile
from portal.web.sales.answers_form import AnswerForm, answer_form, enterable
from portal.web.sales.blueprint import bp
from portal.web.sales.lead import READERS, seen
from portal.web.sales.rights import check_edit
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import clean
from portal.web.shared.guards import roles
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user


@bp.get("/leads/<int:lead_id>/answers/<key>")
@roles(*READERS)
def answer(lead_id: int, key: str) -> ResponseReturnValue:
    """One answer, with what is known so far."""
    lead, asked = _editable(lead_id), _key(key)
    return _page(lead, answer_form(asked, known.profile_of(lead.person).get(key)))


@bp.post("/leads/<int:lead_id>/answers/<key>")
@roles(*READERS)
def set_answer(lead_id: int, key: str) -> ResponseReturnValue:
    """Enter what was found out; the lead is judged again at once."""
    lead, asked, now = _editable(lead_id), _key(key), utcnow()
    posted = [str(clean(text)) for text in request.form.getlist("value")]
    before = lead.qualification
    try:
        profile.set_answer(lead, key, posted, actor=signed_in_user(), now=now)
    except Unreadable as refusal:
        form = answer_form(asked, known.profile_of(lead.person).get(key), posted=posted, error=f"{refusal}.")
        return _page(lead, form), 422
    db.session.commit()
    flash(_said(lead, before), "success")
    return back_to(lead)


@bp.post("/leads/<int:lead_id>/proposals/<int:proposal_id>/taking")
@roles(*READERS)
def take_proposal(lead_id: int, proposal_id: int) -> ResponseReturnValue:
    """The newer value counts from now on."""
    lead = _editable(lead_id)
    before = lead.qualification
    profile.take(_proposal(lead, proposal_id), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(_said(lead, before), "success")
    return back_to(lead)


@bp.post("/leads/<int:lead_id>/proposals/<int:proposal_id>/leaving")
@roles(*READERS)
def leave_proposal(lead_id: int, proposal_id: int) -> ResponseReturnValue:
    """What counted goes on counting."""
    lead = _editable(lead_id)
    profile.leave(_proposal(lead, proposal_id), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The value stays as it was.", "success")
    return back_to(lead)


def _editable(lead_id: int) -> Lead:
    lead = seen(lead_id)
    check_edit(lead, signed_in_user())
    return lead


def _key(name: str) -> Key:
    return enterable(standard.in_force().terms, name) or abort(404)


def _proposal(lead: Lead, proposal_id: int) -> Proposal:
    return visible_or_404(select(Proposal).where(Proposal.id == proposal_id, Proposal.lead_id == lead.id))


def _said(lead: Lead, before: Qualification) -> str:
    if lead.qualification is Qualification.SQL and before is not Qualification.SQL:
        return f"Saved. {lead.person_name} is an SQL now."
    return "Saved, and judged again."


def _page(lead: Lead, form: AnswerForm) -> str:
    return render_template(
        "sales/leads/answer.html", lead=lead, item=form, back_address=lead_address(lead), origin=origin()
    )
