"""What a webhook is told about an event: the event, the lead as it stands now, and the submission that caused it."""

import json
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.answer import AnswerRow, answers_of
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.team.user import User
from portal.rules.canonical import Json
from portal.rules.handoff.facts import Fact


def body_of(event: Event, base_url: str) -> str:
    """JSON as the Standard Webhooks specification has it: type, timestamp, data."""
    lead = db.session.get(Lead, event.lead_id) if event.lead_id else None
    data: dict[str, Json] = {"event": event.id, "detail": event.data}
    if lead is not None:
        data["lead"] = _lead(lead, base_url)
        data["submission"] = _submission(event)
    return json.dumps({"type": event.kind, "timestamp": _moment(event.at), "data": data}, ensure_ascii=False)


def _lead(lead: Lead, base_url: str) -> dict[str, Json]:
    form = db.session.get(Form, lead.form_id) if lead.form_id else None
    owner = db.session.get(User, lead.owner_id) if lead.owner_id else None
    return {
        "id": lead.id,
        "url": f"{base_url}/leads/{lead.id}",
        "level": lead.qualification.value,
        "status": lead.status.value,
        "name": lead.person_name,
        "email": lead.person.email or None,
        "job_title": lead.job_title,
        "company": lead.company_name,
        "country": lead.country,
        "size": None if lead.size is None else _number(lead.size),
        "need": lead.need_text,
        "missing": lead.missing,
        "owner": owner.email if owner else None,
        "form": form.slug if form else None,
        "created_at": _moment(lead.created_at),
        **{fact.value: _moment(getattr(lead, fact.value)) for fact in Fact},
    }


def _submission(event: Event) -> dict[str, Json] | None:
    """The one that the event names; the answers by key, where from with first and last touch (P10)."""
    found = db.session.get(Submission, event.data.get("submission_id") or 0)
    if found is None:
        return None
    version = select(FormVersion.number).where(FormVersion.id == found.form_version_id)
    source: dict[str, Json] = json.loads(found.source)
    return {
        "reference": found.reference,
        "received_at": _moment(found.received_at),
        "version": db.session.scalar(version),
        "answers": {row.key: _answer(row) for row in db.session.scalars(answers_of(found.id))},
        "source": source,
    }


def _answer(row: AnswerRow) -> dict[str, Json]:
    if row.day is not None:
        return {"state": row.state.value, "value": row.day.isoformat()}
    if row.number is not None:
        return {"state": row.state.value, "value": _number(row.number)}
    values = (row.text, row.flag, row.choices, row.long_text)
    own: dict[str, Json] = {"own": row.own_words} if row.own_words else {}
    return {"state": row.state.value, "value": next((value for value in values if value is not None), None), **own}


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
