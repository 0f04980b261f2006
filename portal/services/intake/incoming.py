"""A post made ready to be stored: everything that can be worked out before the database is locked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.submission import Disposition
from portal.rules.forms.definition import Definition
from portal.rules.forms.names import OWN_SUFFIX, parts_of
from portal.rules.forms.reading import Posted, Reading
from portal.rules.identity import body_hash, company_domain, email_key
from portal.rules.questions.answer import Answer
from portal.rules.questions.cleaning import without_controls
from portal.rules.questions.key import TypeName
from portal.services.intake import sources
from portal.services.intake.answers import rows_of
from portal.services.intake.known import bare
from portal.services.intake.verdicts import Opinion

EMAIL = "work_email"


@dataclass(frozen=True)
class Asked:
    """The published version that was answered, and whose form it is."""

    version_id: int
    form_id: int
    form_slug: str
    form_owner_id: int
    definition: Definition


@dataclass(frozen=True)
class Incoming:
    """``answers`` are those to keys of the library, which go into the profile, without what was typed."""

    asked: Asked
    attempt_key: str
    body_hash: str
    raw: str
    source: Mapping[str, str]
    channel: str
    disposition: Disposition
    why: str
    answers: Mapping[str, Answer]
    types: Mapping[str, TypeName]
    answer_rows: tuple[Mapping[str, Any], ...]
    email: str
    email_key: str
    domain: str | None
    own: Opinion | None = None
    """The verdict on these answers alone, where it was reached before the database is locked: by the agreement that was
    in force when the post came."""
    joins: int | None = None
    """The lead that it answers for, where a link of ours says so; nothing that is posted can."""


def asked_of(form_id: int, version_id: int, definition: Definition) -> Asked:
    """A version with its form's address and owner. One query."""
    form = db.session.get_one(Form, form_id)
    return Asked(version_id, form_id, form.slug, form.owner_id, definition)


def prepare(
    asked: Asked,
    reading: Reading,
    *,
    posted: Posted,
    source: Mapping[str, str],
    attempt_key: str,
    channel: str = "form",
    suspect: str = "",
    test: bool = False,
) -> Incoming:
    """Normalise, hash and lay out the post. Touches no database."""
    kept = _kept(posted, reading)
    library = {field.key: field.type for field in asked.definition.fields() if not field.is_free}
    address = address_in(reading)
    return Incoming(
        asked=asked,
        attempt_key=attempt_key,
        body_hash=body_hash(kept),
        raw=json.dumps(kept),
        source=sources.with_first_touch(source),
        channel=channel,
        disposition=_disposition(suspect, test),
        why=suspect[:300],
        answers={key: bare(reading.answers[key]) for key in library},
        types=library,
        answer_rows=tuple(rows_of(asked.definition, reading.answers)),
        email=address,
        email_key=email_key(address) if address else "",
        domain=company_domain(address) if address else None,
    )


def address_in(reading: Reading) -> str:
    """The email address that was given, else nothing."""
    email = reading.answers.get(EMAIL)
    return str(email.value) if email is not None and email.answered else ""


def _kept(posted: Posted, reading: Reading) -> dict[str, list[str]]:
    """What was posted to the questions that were asked, without control characters. Nothing else is stored (P3)."""
    asked = {name for key in reading.visible for name in parts_of(key)}
    asked -= {key + OWN_SUFFIX for key, answer in reading.answers.items() if not answer.own}
    return {name: [without_controls(text) for text in posted[name]] for name in sorted(asked & posted.keys())}


def _disposition(suspect: str, test: bool) -> Disposition:
    if test:
        return Disposition.TEST
    return Disposition.QUARANTINED if suspect else Disposition.UNJUDGED
