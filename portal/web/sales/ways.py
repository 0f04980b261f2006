"""Ways back after an act: to the inbox for those who came from it, else to the lead's page."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.intake.lead import Lead

INBOX = "inbox"


def back_to(lead: Lead, *, view: str = "working") -> ResponseReturnValue:
    """The lead, where the reader was looking at it."""
    return redirect(lead_address(lead, view=view), 303)


def lead_address(lead: Lead, *, view: str = "working") -> str:
    """The lead in the inbox or on its own page; ``origin`` says where the act came from."""
    if origin() == INBOX:
        return url_for("sales.inbox_lead", lead_id=lead.id, view=view)
    return url_for("sales.lead", lead_id=lead.id)


def origin() -> str:
    """``inbox``, or empty: kept from page to page."""
    return INBOX if request.values.get("from") == INBOX else ""
