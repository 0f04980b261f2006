"""A person looks at a doubted answer and says that it is right (X12)."""

from flask import abort, flash
from flask.typing import ResponseReturnValue

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.agreement.verdict import Qualification
from portal.services.intake import profile
from portal.web.sales.answers_form import enterable
from portal.web.sales.blueprint import bp
from portal.web.sales.lead import READERS, seen
from portal.web.sales.rights import check_edit
from portal.web.sales.ways import back_to
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.post("/leads/<int:lead_id>/answers/<key>/clearing")
@roles(*READERS)
def clear_answer(lead_id: int, key: str) -> ResponseReturnValue:
    """The doubted answer is right; the lead is judged again at once."""
    lead = seen(lead_id)
    check_edit(lead, signed_in_user())
    if enterable(standard.in_force().terms, key) is None:
        abort(404)
    before = lead.qualification
    profile.clear(lead, key, actor=signed_in_user(), now=utcnow())
    db.session.commit()
    flash(_said(lead, before), "success")
    return back_to(lead)


def _said(lead: Lead, before: Qualification) -> str:
    if lead.qualification is Qualification.SQL and before is not Qualification.SQL:
        return f"The answer counts. {lead.person_name} is an SQL now."
    return "The answer counts. The lead was judged again."
