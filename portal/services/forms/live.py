"""What visitors see at an address: the live version of a form, parsed once per process."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from sqlalchemy import Engine, bindparam, select, true

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.hot import Hot
from portal.models.team.organisation import Organisation
from portal.rules.forms.definition import Definition
from portal.rules.forms.document import from_json

T = TypeVar("T")
KEPT = 256
LATELY = 20
"""Versions of a day that still count; nobody publishes more often."""


class Availability(StrEnum):
    """Whether a form takes answers now, and if not, why."""

    OPEN = "open"
    PAUSED = "paused"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Version:
    """A published version as a value. ``digest`` names its content."""

    id: int
    form_id: int
    digest: str
    definition: Definition


@dataclass(frozen=True)
class LiveForm:
    """A form that was published at least once, with the words of the page around it."""

    form_id: int
    slug: str
    owner_id: int
    availability: Availability
    version: Version
    organisation: str
    privacy_url: str
    website: str = ""

    @property
    def version_id(self) -> int:
        """The version that new visitors see."""
        return self.version.id

    @property
    def definition(self) -> Definition:
        """That version's definition."""
        return self.version.definition


_DEFINITIONS: dict[str, Definition] = {}
"""By the digest of their text, so that a digest can never stand for another version's content."""

_LAST_SEEN: dict[str, LiveForm] = {}
"""What each address showed last, for the moments in which the database does not answer."""

_BY_SLUG = Hot(
    select(
        Form.id,
        Form.owner_id,
        Form.paused_at,
        Form.archived_at,
        FormVersion.id.label("version_id"),
        FormVersion.digest,
        Organisation.name,
        Organisation.privacy_url,
        Organisation.website,
    )
    .join(FormVersion, FormVersion.id == Form.live_version_id)
    .join(Organisation, true(), isouter=True)
    .where(Form.slug == bindparam("slug"))
)


def live(slug: str) -> LiveForm | None:
    """What is published at the address now, or None. One query; a definition is read and parsed only once."""
    row = _BY_SLUG.first({"slug": slug})
    if row is None:
        return None
    found = _form(slug, row, _definition(row.digest, row.version_id))
    _keep(_LAST_SEEN, slug, found)
    return found


def glance(engine: Engine, slug: str) -> LiveForm | None:
    """The same without a session, if this process has read the definition before. Raises the driver's errors."""
    row = _BY_SLUG.look(engine, {"slug": slug})
    known = None if row is None else _DEFINITIONS.get(row.digest)
    return None if known is None else _form(slug, row, known)


def _form(slug: str, row: Any, definition: Definition) -> LiveForm:
    return LiveForm(
        form_id=row.id,
        slug=slug,
        owner_id=row.owner_id,
        availability=_availability(row.paused_at is not None, row.archived_at is not None),
        version=Version(row.version_id, row.id, row.digest, definition),
        organisation=row.name or "Baton",
        privacy_url=row.privacy_url or "",
        website=row.website or "",
    )


def last_seen(slug: str) -> LiveForm | None:
    """What the address showed last in this process, without asking the database."""
    return _LAST_SEEN.get(slug)


def version(version_id: int) -> Version | None:
    """A published version of any form, live or older."""
    columns = select(FormVersion.form_id, FormVersion.digest).where(FormVersion.id == version_id)
    row = db.session.execute(columns).first()
    if row is None:
        return None
    return Version(version_id, row.form_id, row.digest, _definition(row.digest, version_id))


def replaced_since(form_id: int, since: datetime) -> tuple[Version, ...]:
    """Versions of the form that visitors were shown after that moment and that are live no more, newest first."""
    columns = select(FormVersion.id, FormVersion.published_at).where(FormVersion.form_id == form_id)
    rows = db.session.execute(columns.order_by(FormVersion.number.desc()).limit(LATELY)).all()
    ids = [older.id for newer, older in pairwise(rows) if newer.published_at > since]
    return tuple(found for version_id in ids if (found := version(version_id)) is not None)


def _availability(paused: bool, archived: bool) -> Availability:
    if archived:
        return Availability.ARCHIVED
    return Availability.PAUSED if paused else Availability.OPEN


def _definition(digest: str, version_id: int) -> Definition:
    known = _DEFINITIONS.get(digest)
    if known is None:
        text = select(FormVersion.definition).where(FormVersion.id == version_id)
        known = from_json(db.session.execute(text).scalar_one())
        _keep(_DEFINITIONS, digest, known)
    return known


def _keep(shelf: dict[str, T], name: str, value: T) -> None:
    """Remember the value; the oldest one goes when there are too many."""
    shelf[name] = value
    if len(shelf) > KEPT:
        del shelf[next(iter(shelf))]
