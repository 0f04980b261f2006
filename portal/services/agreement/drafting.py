"""Drafts of an agreement: begun, saved by several people, thrown away."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.models.ops.event import Event
from portal.models.team.user import User
from portal.rules.agreement.document import hash_of, terms_to_json
from portal.rules.agreement.terms import Terms
from portal.rules.refusal import Refusal
from portal.services.ops import history

NUMBER_ATTEMPTS = 5


class NotADraft(Refusal):
    """The version was proposed or signed meanwhile, so its content stands."""

    def __init__(self, version: AgreementVersion) -> None:
        super().__init__(f"Version {version.number} is no draft any more, so it cannot be changed.")


class StaleDraft(Refusal):
    """Somebody saved the draft after the page was opened; ``version`` holds what is saved now."""

    def __init__(self, version: AgreementVersion) -> None:
        super().__init__(f"Somebody else saved version {version.number} while you were editing it.")
        self.version = version


def new_draft(terms: Terms, *, by: User, now: datetime, based_on: AgreementVersion | None = None) -> AgreementVersion:
    """A draft with the next number. ``based_on`` is the version that it was copied from."""
    version = _numbered(
        AgreementVersion(
            content=terms_to_json(terms),
            content_hash=hash_of(terms),
            based_on_id=based_on.id if based_on else None,
            created_by_id=by.id,
            created_at=now,
            updated_at=now,
        )
    )
    history.record("agreement.drafted", subject(version), now=now, actor=by, data={"number": version.number})
    return version


def save_draft(version: AgreementVersion, terms: Terms, *, rev: int, by: User, now: datetime) -> None:
    """Store the terms. ``rev`` is the save that the editor had before them; raises StaleDraft or NotADraft."""
    locked(version)
    if version.status is not AgreementStatus.DRAFT:
        raise NotADraft(version)
    if version.draft_rev != rev:
        raise StaleDraft(version)
    version.content = terms_to_json(terms)
    version.content_hash = hash_of(terms)
    version.draft_rev += 1
    version.updated_at = now
    history.record("agreement.saved", subject(version), now=now, actor=by, data={"rev": version.draft_rev})
    db.session.flush()


def delete_draft(version: AgreementVersion, *, by: User, now: datetime) -> None:
    """Throw a draft away. Raises NotADraft."""
    locked(version)
    if version.status is not AgreementStatus.DRAFT:
        raise NotADraft(version)
    history.record("agreement.deleted", subject(version), now=now, actor=by, data={"number": version.number})
    heirs = update(AgreementVersion).where(AgreementVersion.based_on_id == version.id)
    db.session.execute(heirs.values(based_on_id=None))
    db.session.delete(version)
    db.session.flush()


def locked(version: AgreementVersion) -> None:
    """Bring the version up to date, with every version's row held until the transaction ends.

    All of them (they are few) and in one order, since putting one in force changes another: nobody deadlocks.
    """
    rows = select(AgreementVersion.id).order_by(AgreementVersion.id).with_for_update(key_share=True)
    db.session.execute(rows).all()
    db.session.refresh(version)


def subject(version: AgreementVersion) -> str:
    """The version's name in the history."""
    return f"agreement:{version.id}"


def last_saved_by(version: AgreementVersion) -> User | None:
    """Who saved the draft last; None for one that nobody has saved since it was begun."""
    latest = (
        select(Event.actor_id)
        .where(Event.subject == subject(version), Event.kind == "agreement.saved")
        .order_by(Event.id.desc())
        .limit(1)
    )
    actor_id = db.session.scalar(latest)
    return db.session.get(User, actor_id) if actor_id else None


def _numbered(version: AgreementVersion) -> AgreementVersion:
    """Store the version under the next number; somebody who takes it at the same moment pushes us on by one."""
    for _ in range(NUMBER_ATTEMPTS - 1):
        try:
            return _stored(version)
        except IntegrityError:
            continue
    return _stored(version)


def _stored(version: AgreementVersion) -> AgreementVersion:
    version.number = (db.session.scalar(select(func.max(AgreementVersion.number))) or 0) + 1
    with db.session.begin_nested():
        db.session.add(version)
    return version
