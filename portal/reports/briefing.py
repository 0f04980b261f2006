"""The brief of one lead, for its page and for the mails about it."""

import json
from collections.abc import Mapping

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import VerdictRow, latest_verdict
from portal.models.team.organisation import Organisation
from portal.rules.agreement.judge import verdict_from_json
from portal.rules.agreement.verdict import Verdict
from portal.rules.canonical import Json
from portal.rules.handoff.brief import Brief, Known, brief
from portal.rules.questions.answer import Answer
from portal.rules.questions.document import answer_from_json
from portal.rules.questions.key import TypeName


def brief_of(lead_id: int, caller: str) -> Brief:
    """What is known about the lead now, in words for that caller. Four queries whatever the history."""
    lead = db.session.get_one(Lead, lead_id)
    row = db.session.scalars(latest_verdict(lead_id)).first()
    judged_by = standard.of_version(row.agreement_id) if row else standard.in_force()
    organisation = db.session.get(Organisation, 1)
    known = Known(
        name=lead.person_name,
        email=lead.person.email,
        company=lead.company_name,
        caller=caller,
        organisation=organisation.name if organisation else "",
        source=source_words(lead),
        answers=answers_in(lead.person.profile),
    )
    return brief(known, judged_by.terms, verdict_of(row))


def verdict_of(row: VerdictRow | None) -> Verdict | None:
    """The stored verdict as a value."""
    return verdict_from_json(row.outcome) if row else None


def answers_in(profile: str) -> dict[str, Answer]:
    """The answers that count now, from a person's stored profile."""
    return {key: _answer(key, part) for key, part in json.loads(profile).items()}


def source_words(lead: Lead) -> str:
    """Source, medium and campaign on one line; empty where the visitor came directly."""
    parts = (lead.utm_source, lead.utm_medium, lead.utm_campaign)
    return " / ".join(part for part in parts if part)


def _answer(key: str, part: Mapping[str, Json]) -> Answer:
    document = {name: part[name] for name in ("state", "value", "raw") if name in part}
    return answer_from_json(key, document, TypeName(str(part["type"])))
