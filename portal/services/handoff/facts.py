"""What routing rules may look at, gathered again from a stored lead: for everything that routes it a second time."""

import json

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import latest_verdict
from portal.rules.agreement.judge import verdict_from_json
from portal.rules.forms.definition import Purpose
from portal.rules.handoff.routing import RoutingFacts
from portal.rules.questions.answer import Answer
from portal.rules.questions.document import answer_from_json
from portal.rules.questions.key import TypeName
from portal.services.forms.live import version


def facts_of(lead: Lead) -> RoutingFacts:
    """The lead as its latest verdict and the person's profile show it now."""
    row = db.session.scalars(latest_verdict(lead.id)).first()
    verdict = None if row is None else verdict_from_json(row.outcome)
    slug, purpose = _form(lead.form_id)
    return RoutingFacts(
        level=lead.qualification,
        incomplete=verdict is not None and verdict.incomplete,
        failed=verdict is not None and bool(verdict.failed),
        form_slug=slug,
        purpose=purpose,
        campaign=lead.utm_campaign,
        country=lead.country,
        answers=_answers(lead),
    )


def _form(form_id: int | None) -> tuple[str, Purpose | None]:
    """A lead that was entered by hand came by no form."""
    query = select(Form.slug, Form.live_version_id).where(Form.id == form_id)
    row = None if form_id is None else db.session.execute(query).first()
    if row is None:
        return "", None
    published = None if row.live_version_id is None else version(row.live_version_id)
    return row.slug, None if published is None else published.definition.purpose


def _answers(lead: Lead) -> dict[str, Answer]:
    known = json.loads(lead.person.profile)
    return {key: _answer(key, part) for key, part in known.items()}


def _answer(key: str, part: dict[str, object]) -> Answer:
    document = {name: part[name] for name in ("state", "value") if name in part}
    return answer_from_json(key, document, TypeName(str(part["type"])))  # type: ignore[arg-type]  # JSON as it was read
