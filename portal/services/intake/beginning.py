"""The first row of a new lead, written at once with everything that its verdict says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.models.base import table_of
from portal.models.hot import hot_insert
from portal.models.intake.lead import Lead
from portal.models.stored import as_stored
from portal.rules.handoff.stages import Origin, WorkStatus
from portal.rules.questions.answer import Answers
from portal.services.intake import copies
from portal.services.intake.incoming import Incoming
from portal.services.intake.matching import Match
from portal.services.intake.verdicts import Opinion, facts_reached

Row = Mapping[str, Any]
_LEAD = table_of(Lead)
_INSERT = hot_insert(_LEAD, returning="id")
_EMPTY: dict[str, Any] = {
    column.name: None if column.default is None else column.default.arg  # type: ignore[attr-defined]  # plain values
    for column in _LEAD.columns
    if not column.primary_key
}


def begin(post: Incoming, match: Match, whole: Opinion, profile: Answers, now: datetime) -> tuple[Lead, Row]:
    """A lead for this person. Until routing names somebody, the form's owner answers for it.

    Written without the unit of work, and handed back as an object of no session, with the row as it was written:
    what routing changes on it is written by ``store_changes``.
    """
    row = {
        **_EMPTY,
        **_origin(post, match, now),
        **facts_reached(whole.verdict.level, now),
        **copies.of(profile, whole.verdict, whole.standard.terms, match.person.email),
        "qualification": whole.verdict.level,
    }
    lead = as_stored(Lead, {"id": _INSERT.scalar(row), "person": match.person, **row})
    return lead, row


def _origin(post: Incoming, match: Match, now: datetime) -> dict[str, Any]:
    return {
        "person_id": match.person.id,
        "company_id": match.company_id,
        "form_id": post.asked.form_id,
        "previous_id": match.former_id,
        "origin": Origin.MARKETING,
        "status": WorkStatus.NEW,
        "accountable_id": post.asked.form_owner_id,
        "due_at": now,
        "utm_source": post.source.get("utm_source", ""),
        "utm_medium": post.source.get("utm_medium", ""),
        "utm_campaign": post.source.get("utm_campaign", ""),
        "created_at": now,
        "created_day": int(f"{now:%Y%m%d}"),
    }
