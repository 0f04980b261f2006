"""Answers to the company's form, taken in without the web in between."""

import secrets
from collections.abc import Mapping

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.rules.forms.reading import read
from portal.services.forms.live import version
from portal.services.intake.receiving import receive
from tests.support.company import COMPLETE, Company, later


def answer(
    house: Company,
    changes: Mapping[str, str] | None = None,
    *,
    minutes: float = 0,
    source: Mapping[str, str] | None = None,
    suspect: str = "",
) -> Lead | None:
    """The lead that the answers made or joined; None where they made none. Committed; minutes count from NOW."""
    posted = {key: [value] for key, value in {**COMPLETE, **(changes or {})}.items()}
    live = version(house.form.live_version_id or 0)
    assert live is not None
    reading = read(live.definition, posted)
    assert reading.ok, reading.errors
    begin_write()
    receipt = receive(
        live,
        live.definition,
        reading,
        posted=posted,
        source=source or {},
        attempt_key=secrets.token_urlsafe(16),
        suspect=suspect,
        now=later(minutes),
    )
    db.session.commit()
    lead_id = db.session.get_one(Submission, receipt.submission_id).lead_id
    return db.session.get_one(Lead, lead_id) if lead_id else None


def enquiry(house: Company, changes: Mapping[str, str] | None = None, *, minutes: float = 0) -> Lead:
    """The lead of answers that are no spam."""
    lead = answer(house, changes, minutes=minutes)
    assert lead is not None
    return lead
