"""From a message to the letter that it stands for, written when it is sent."""

from collections.abc import Callable
from datetime import datetime

from portal.mail.letters import account, agreement, closed, digest, enquiry, lead, meeting, prospect, returned, told
from portal.mail.letters.desk import BriefOf, Desk
from portal.mail.links import Links
from portal.mail.message import Letter
from portal.mail.render import render
from portal.models.ops.message import Message

KINDS: dict[str, Callable[[Desk], None]] = {
    "lead-offered": lead.offered,
    "lead-reminder": lead.reminder,
    "lead-escalated": lead.escalated,
    "lead-passed-on": lead.passed_on,
    "lead-held": lead.held,
    "lead-moved": lead.moved,
    "nurture-assigned": lead.nurture_assigned,
    "nurture-review": lead.nurture_review,
    "lead-lifted": told.lifted,
    "lead-downgraded": told.downgraded,
    "asked-again": told.asked_again,
    "lead-returned": returned.returned,
    "lead-recycled": returned.recycled,
    "lead-closed": closed.closed,
    "lead-churned": closed.churned,
    "dispute-opened": returned.dispute_opened,
    "dispute-decided": returned.dispute_decided,
    "mail-failed": told.mail_failed,
    "ledger-alarm": told.ledger_alarm,
    "agreement-proposed": agreement.proposed,
    "agreement-active": agreement.active,
    "form-outdated": agreement.form_outdated,
    "invitation": account.invitation,
    "reset": account.reset,
    "digest": digest.digest,
    "completion-request": prospect.completion,
    "resume-link": prospect.resume,
    "meeting-invitation": meeting.invitation,
    "meeting-notice": meeting.notice,
    "meeting-link": meeting.link,
    "enquiry-confirmed": enquiry.confirmed,
}


def compose(message: Message, *, links: Links, brief_of: BriefOf, now: datetime) -> Letter:
    """The letter that the message stands for, as of now. ``brief_of`` gives the facts of a lead by its id."""
    desk = Desk(message, links=links, brief_of=brief_of, now=now)
    KINDS[message.kind](desk)
    subject, text, html = render(message.kind, desk.values)
    return Letter(desk.to, subject, text, html, desk.reply_to, desk.calendar, desk.unsubscribe)
