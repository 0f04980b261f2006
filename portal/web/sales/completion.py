"""What a completion link would ask of the lead's person, and where the open one is (X7)."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for

from portal.mail.links import completion_token
from portal.models.intake.lead import Lead
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import name_of
from portal.rules.handoff.stages import CLOSED
from portal.services.intake import asking


@dataclass(frozen=True)
class Completion:
    """``asks`` are the names of the fewest questions that would make the lead an SQL. ``address`` is the link that is
    open, with the moment at which it ends; empty without one."""

    asks: tuple[str, ...]
    address: str = ""
    until: datetime | None = None


def completion_of(lead: Lead, terms: Terms, now: datetime) -> Completion | None:
    """None where questions cannot lift the lead, or nobody is to be asked any more."""
    keys = None if lead.status in CLOSED else asking.askable(lead)
    if not keys:
        return None
    names = tuple(name_of(agreed.key) for key in keys if (agreed := terms.agreed(key)) is not None)
    link = asking.link_of(lead, now)
    if link is None:
        return Completion(names)
    config = current_app.config["BATON"]
    path = url_for("public.completion", token=completion_token(link, config.SECRET_KEY))
    return Completion(names, f"{config.BASE_URL}{path}", link.expires_at)
