"""Live forms beside the agreement in force: which are of a former one, and what it changes for them (X11).

A stale form stays live as it is. Its upgrade is drafted on request and never published by itself; its owner is told
when the newer agreement comes into force, and once more when the days of grace are over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from portal.models.agreement import standard
from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.ops.message import Message
from portal.models.team.organisation import Organisation
from portal.models.team.user import User
from portal.rules.forms.document import structure_faults
from portal.rules.forms.gate import Gap, gaps
from portal.services.forms import composing, drafting, live
from portal.services.ops import outbox

GRACE_DAYS = 14
"""Where no organisation says otherwise."""


@dataclass(frozen=True)
class Drift:
    """A live form. ``since`` is when the first newer agreement came into force, None for a form that keeps up;
    ``late`` says that the days of grace, until ``until``, are over. ``gaps`` are what the agreement in force asks for
    and the live version does not."""

    form: Form
    owner: str
    agreement: int
    published_at: datetime
    since: datetime | None
    until: datetime | None
    late: bool
    gaps: tuple[Gap, ...]

    @property
    def stale(self) -> bool:
        """A newer agreement is in force than the form was published under."""
        return self.since is not None


@dataclass(frozen=True)
class Owed:
    """A message that an owner of a stale form has not got yet; ``key`` lets nobody be told twice."""

    key: str
    form_id: int
    user_id: int
    version_id: int
    late: bool


def board(now: datetime) -> tuple[Drift, ...]:
    """Every live form by name, the stale ones first. Four queries."""
    current, moments, grace = standard.active(), _moments(), grace_days()
    rows = db.session.execute(_live().add_columns(User.name).join(User, User.id == Form.owner_id)).all()
    found = []
    for form, version_id, number, published_at, owner in rows:
        since = _since(number, moments)
        until = None if since is None else since + timedelta(days=grace)
        lacking = _gaps(version_id, current) if current is not None and since is not None else ()
        late = until is not None and until <= now
        found.append(Drift(form, owner, number, published_at, since, until, late, lacking))
    return tuple(sorted(found, key=lambda item: (not item.stale, item.form.name.casefold(), item.form.id)))


def draft_upgrade(form: Form, *, by: User, now: datetime) -> None:
    """Bring the draft to the agreement in force: keys renewed, those that it lacks added. Visitors see none of it.

    Raises PutAway.
    """
    drafting.edit(form, composing.with_missing_keys, rev=form.draft_rev, by=by, now=now)


def draft_all(*, by: User, now: datetime) -> int:
    """Draft the upgrade of every stale form; how many there were."""
    stale = [item.form for item in board(now) if item.stale]
    for form in stale:
        draft_upgrade(form, by=by, now=now)
    return len(stale)


def owed(now: datetime) -> tuple[Owed, ...]:
    """Messages to owners of stale forms that nobody has written yet."""
    current = standard.active()
    if current is None:
        return ()
    due = tuple(_due(current.id, now))
    keys = [item.key for item in due]
    written = set(db.session.scalars(select(Message.key).where(Message.key.in_(keys)))) if keys else set()
    return tuple(item for item in due if item.key not in written)


def tell(now: datetime) -> int:
    """Owe what is owed; how many messages that were."""
    due = owed(now)
    for item in due:
        payload = {"form_id": item.form_id, "version_id": item.version_id, "late": item.late}
        outbox.enqueue("form-outdated", item.key, user_id=item.user_id, now=now, payload=payload)
    return len(due)


def grace_days() -> int:
    """So many days a form may stay under a former agreement."""
    days = db.session.scalar(select(Organisation.upgrade_grace_days))
    return GRACE_DAYS if days is None else days


def _due(version_id: int, now: datetime) -> Iterator[Owed]:
    moments, grace = _moments(), timedelta(days=grace_days())
    for form, _, number, _ in db.session.execute(_live()).all():
        since = _since(number, moments)
        if since is None:
            continue
        key = f"form-outdated:{form.id}:{version_id}"
        yield Owed(key, form.id, form.owner_id, version_id, late=False)
        if since + grace <= now:
            yield Owed(f"{key}:late", form.id, form.owner_id, version_id, late=True)


def _live() -> Select[Form, int, int, datetime]:
    """Live forms with their version, the number of its agreement, and when it was published."""
    return (
        select(Form, FormVersion.id, AgreementVersion.number, FormVersion.published_at)
        .join(FormVersion, FormVersion.id == Form.live_version_id)
        .join(AgreementVersion, AgreementVersion.id == FormVersion.agreement_id)
        .where(Form.archived_at.is_(None))
    )


def _moments() -> list[tuple[int, datetime]]:
    """When each agreement came into force, by number."""
    known = select(AgreementVersion.number, AgreementVersion.activated_at).order_by(AgreementVersion.number)
    return [(number, at) for number, at in db.session.execute(known) if at is not None]


def _since(number: int, moments: list[tuple[int, datetime]]) -> datetime | None:
    return min((at for newer, at in moments if newer > number), default=None)


def _gaps(version_id: int, current: standard.Standard) -> tuple[Gap, ...]:
    version = live.version(version_id)
    if version is None or structure_faults(version.definition):
        return ()
    return gaps(version.definition, current.terms)
