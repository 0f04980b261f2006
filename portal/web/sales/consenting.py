"""Noting on a lead that its person took a consent back."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.intake.consent import ConsentRecord
from portal.services.intake import consenting
from portal.web.sales.blueprint import bp
from portal.web.sales.lead import READERS, seen
from portal.web.sales.rights import may_edit
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.post("/leads/<int:lead_id>/consents/<int:consent_id>/withdrawal")
@roles(*READERS)
def withdraw_consent(lead_id: int, consent_id: int) -> ResponseReturnValue:
    """The person said so, by mail or on the telephone."""
    lead, user = seen(lead_id), signed_in_user()
    record = db.session.get(ConsentRecord, consent_id)
    if record is None or record.person_id != lead.person_id or not may_edit(lead, user):
        abort(404)
    consenting.withdraw([record], by=user, now=utcnow(), lead_id=lead.id)
    db.session.commit()
    flash("The withdrawal is noted. What was agreed to stays on the record.", "success")
    return redirect(url_for(".lead", lead_id=lead.id), 303)
