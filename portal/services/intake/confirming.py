"""The mail that tells a prospect that their request has arrived, where the form sends one (S91)."""

from datetime import datetime

from portal.models.intake.lead import Lead
from portal.services.intake.incoming import Incoming
from portal.services.ops import outbox

MAIL = "enquiry-confirmed"
BY_THEMSELVES = ("form", "plain")


def confirm(lead: Lead, submission_id: int, post: Incoming, *, now: datetime) -> None:
    """Owe it, once a day for a lead: nobody fills a stranger's mailbox with a form.

    Whoever answers for the lead is told if the mail cannot be delivered.
    """
    if not post.asked.definition.behaviour.confirm_mail or post.channel not in BY_THEMSELVES:
        return
    told = lead.owner_id or lead.accountable_id or post.asked.form_owner_id
    key, payload = f"{MAIL}:{lead.id}:{now:%Y%m%d}", {"submission_id": submission_id}
    outbox.enqueue(MAIL, key, user_id=told, now=now, lead_id=lead.id, payload=payload)
