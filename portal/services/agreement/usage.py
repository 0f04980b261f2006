"""Where a key of the library and its options are used: agreements, forms, answers."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion

BINDING = frozenset({AgreementStatus.PROPOSED, AgreementStatus.SIGNED, AgreementStatus.ACTIVE})
"""States in which a version counts on its keys."""


@dataclass
class Use:
    """Who names a key: agreement versions by number with their state, live forms by id and name."""

    agreements: list[tuple[int, AgreementStatus]] = field(default_factory=list)
    forms: list[tuple[int, str]] = field(default_factory=list)


def uses() -> dict[str, Use]:
    """Key → where it is used now: agreements that are not superseded, live forms. Two queries."""
    found: dict[str, Use] = defaultdict(Use)
    current = select(AgreementVersion).where(AgreementVersion.status != AgreementStatus.SUPERSEDED)
    for version in db.session.scalars(current.order_by(AgreementVersion.number)):
        for key in _agreed(version.content):
            found[key].agreements.append((version.number, version.status))
    live = select(Form.id, Form.name, FormVersion.definition).join(FormVersion, FormVersion.id == Form.live_version_id)
    for form_id, name, definition in db.session.execute(live.where(Form.archived_at.is_(None)).order_by(Form.name)):
        for key in _asked(definition):
            found[key].forms.append((form_id, name))
    return dict(found)


def binding_versions(key: str) -> tuple[int, ...]:
    """Numbers of the versions that need the key: in force, signed, or up for signing."""
    query = select(AgreementVersion).where(AgreementVersion.status.in_(BINDING)).order_by(AgreementVersion.number)
    return tuple(version.number for version in db.session.scalars(query) if key in _agreed(version.content))


def used_options(key: str, ids: Collection[str]) -> frozenset[str]:
    """Which of the key's options somebody agreed to or published, and so perhaps answered: those must stay readable."""
    if not ids:
        return frozenset()
    documents = [*_agreements_naming(key), *_forms_naming(key)]
    named = {option_id for document in documents for option_id in _options_in(document, key)}
    return frozenset(option_id for option_id in ids if option_id in named)


def _agreements_naming(key: str) -> Iterator[object]:
    query = select(AgreementVersion.content).where(
        AgreementVersion.status != AgreementStatus.DRAFT, AgreementVersion.content.contains(f'"{key}"', autoescape=True)
    )
    yield from map(_parsed, db.session.scalars(query))


def _forms_naming(key: str) -> Iterator[object]:
    query = select(FormVersion.definition).where(FormVersion.definition.contains(f'"{key}"', autoescape=True))
    yield from map(_parsed, db.session.scalars(query))


def _options_in(document: object, key: str) -> Iterator[str]:
    """The option ids of every description of the key in the document, at whatever depth."""
    if isinstance(document, list):
        for part in document:
            yield from _options_in(part, key)
    elif isinstance(document, dict):
        if document.get("key") == key:
            yield from (option["id"] for option in document.get("options") or ())
        for part in document.values():
            yield from _options_in(part, key)


def _agreed(content: str) -> tuple[str, ...]:
    document = _parsed(content)
    return tuple(agreed["key"]["key"] for agreed in document["keys"]) if isinstance(document, dict) else ()


def _asked(definition: str) -> tuple[str, ...]:
    document = _parsed(definition)
    steps = document["steps"] if isinstance(document, dict) else ()
    return tuple(entry["key"] for step in steps for entry in step["fields"])


def _parsed(text: str) -> object:
    document: object = json.loads(text, parse_float=Decimal)
    return document
