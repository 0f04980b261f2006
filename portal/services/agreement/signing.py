"""Putting a version up for signing, signing it, and putting it in force."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from portal.models.agreement.signature import Signature, signatures_of
from portal.models.agreement.version import AgreementStatus, AgreementVersion, active_agreement
from portal.models.base import db
from portal.models.team.user import Role, User, active_users
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.faults import faults
from portal.rules.agreement.terms import Side
from portal.rules.documents import Fault
from portal.rules.refusal import Refusal
from portal.services.agreement.drafting import NotADraft, locked, subject
from portal.services.ops import history, outbox

SIGNERS = {Side.MARKETING: Role.MARKETING, Side.SALES: Role.MANAGER}
"""Whose signature counts for which side; an admin may sign for both."""


class HasFaults(Refusal):
    """The draft cannot be proposed as it is; ``faults`` say why."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__("The draft has faults: " + " ".join(fault.message for fault in found))
        self.faults = found


class NotProposed(Refusal):
    """Only a proposed version can be signed or withdrawn."""

    def __init__(self, version: AgreementVersion) -> None:
        super().__init__(f"Version {version.number} is not up for signing (any more).")


class OtherContent(Refusal):
    """The version was withdrawn, edited and proposed again after the signer had read it."""

    def __init__(self, version: AgreementVersion) -> None:
        super().__init__(f"Version {version.number} was changed after you opened it. Read it again before you sign.")


class AlreadySigned(Refusal):
    """The side has its signature."""

    def __init__(self, version: AgreementVersion, signature: Signature) -> None:
        who = f"{signature.user.name} has already signed version {version.number} for {signature.side}"
        super().__init__(f"{who}; one signature a side is enough.")


class MayNotSign(Refusal):
    """The user's roles do not sign for that side."""

    def __init__(self, side: Side) -> None:
        who = {Side.MARKETING: "Somebody from marketing", Side.SALES: "A sales manager"}.get(side, "Nobody")
        super().__init__(f"{who} signs for {side}.")


def may_sign(user: User, side: Side) -> bool:
    """Whether the user's signature would count for that side: by the roles, and by the admin's word (B14)."""
    return side in SIGNERS and user.has(SIGNERS[side]) and user.may_sign


def propose(version: AgreementVersion, by: User, now: datetime, *, effective_at: datetime | None = None) -> None:
    """Freeze the draft and ask the other side to sign. ``effective_at`` None: in force with the second signature.

    Raises HasFaults or NotADraft.
    """
    locked(version)
    if version.status is not AgreementStatus.DRAFT:
        raise NotADraft(version)
    found = faults(terms_from_json(version.content))
    if found:
        raise HasFaults(found)
    version.effective_at = effective_at
    version.proposed_at = now
    version.status = AgreementStatus.PROPOSED
    history.record("agreement.proposed", subject(version), now=now, actor=by, data={"hash": version.content_hash})
    for user in _others(by):
        key = f"agreement-proposed:{version.id}:{version.draft_rev}:{user.id}"
        outbox.enqueue("agreement-proposed", key, user_id=user.id, now=now, payload={"version_id": version.id})
    db.session.flush()


def withdraw(version: AgreementVersion, by: User, now: datetime) -> None:
    """Make a proposal a draft again; signatures given so far are void and go. Raises NotProposed."""
    locked(version)
    if version.status is not AgreementStatus.PROPOSED:
        raise NotProposed(version)
    given = signatures(version)
    version.status = AgreementStatus.DRAFT
    version.proposed_at = version.effective_at = None
    version.draft_rev += 1
    version.updated_at = now
    db.session.flush()
    db.session.execute(delete(Signature).where(Signature.version_id == version.id))
    void = [{"side": str(signature.side), "user": signature.user_id} for signature in given]
    history.record("agreement.withdrawn", subject(version), now=now, actor=by, data={"void": void})


def sign(version: AgreementVersion, side: Side, by: User, now: datetime, *, seen_hash: str | None = None) -> None:
    """Sign for one side; the second signature puts the version in force, or on its day.

    ``seen_hash`` is the content that the signer had before them. The same person may sign for both sides (S101).
    Raises MayNotSign, NotProposed, OtherContent or AlreadySigned.
    """
    if not may_sign(by, side):
        raise MayNotSign(side)
    locked(version)
    _check_open(version, side, seen_hash)
    db.session.add(
        Signature(version_id=version.id, side=side, user=by, content_hash=version.content_hash, signed_at=now)
    )
    db.session.flush()
    facts = {"side": str(side), "hash": version.content_hash}
    history.record("agreement.signed", subject(version), now=now, actor=by, data=facts)
    if {signature.side for signature in signatures(version)} >= set(SIGNERS):
        _complete(version, by, now)


def activate_due(now: datetime) -> tuple[AgreementVersion, ...]:
    """Put in force what was signed for a day that has come; the worker calls it. Returns what it put in force."""
    due = (
        select(AgreementVersion)
        .where(AgreementVersion.status == AgreementStatus.SIGNED, AgreementVersion.effective_at <= now)
        .order_by(AgreementVersion.number)
    )
    started = []
    for version in db.session.scalars(due).all():
        locked(version)
        if version.status is AgreementStatus.SIGNED:
            _activate(version, None, now)
            started.append(version)
    return tuple(started)


def signatures(version: AgreementVersion) -> Sequence[Signature]:
    """The signatures that count, in the order given."""
    return db.session.scalars(signatures_of(version.id, version.content_hash)).all()


def signed_in_words(given: Sequence[Signature]) -> str:
    """``Signed for marketing by Ada Lovelace and for sales by Sam Sales``; one person for both is said so (S101)."""
    if not given:
        return "Not signed yet"
    if len(given) > 1 and len({signature.user_id for signature in given}) == 1:
        return f"Signed for both sides by {given[0].user.name}"
    ordered = sorted(given, key=lambda signature: list(SIGNERS).index(signature.side))
    return "Signed " + " and ".join(f"for {signature.side} by {signature.user.name}" for signature in ordered)


def _check_open(version: AgreementVersion, side: Side, seen_hash: str | None) -> None:
    given = {signature.side: signature for signature in signatures(version)}
    if side in given:
        raise AlreadySigned(version, given[side])
    if version.status is not AgreementStatus.PROPOSED:
        raise NotProposed(version)
    if seen_hash is not None and seen_hash != version.content_hash:
        raise OtherContent(version)


def _complete(version: AgreementVersion, by: User, now: datetime) -> None:
    version.status = AgreementStatus.SIGNED
    version.signed_at = now
    db.session.flush()
    if version.effective_at is None or version.effective_at <= now:
        _activate(version, by, now)


def _activate(version: AgreementVersion, by: User | None, now: datetime) -> None:
    """In force from now. What was in force, and older versions that still waited for their day, are superseded."""
    for former in _overtaken(version):
        former.status = AgreementStatus.SUPERSEDED
        former.superseded_at = now
        history.record("agreement.superseded", subject(former), now=now, actor=by, data={"by": version.number})
    db.session.flush()
    version.status = AgreementStatus.ACTIVE
    version.activated_at = now
    db.session.flush()
    history.record("agreement.activated", subject(version), now=now, actor=by, data={"number": version.number})
    for user in db.session.scalars(active_users()):
        key = f"agreement-active:{version.id}:{user.id}"
        outbox.enqueue("agreement-active", key, user_id=user.id, now=now, payload={"version_id": version.id})


def _overtaken(version: AgreementVersion) -> Sequence[AgreementVersion]:
    waiting = select(AgreementVersion).where(
        AgreementVersion.status == AgreementStatus.SIGNED, AgreementVersion.number < version.number
    )
    return [*db.session.scalars(active_agreement()), *db.session.scalars(waiting)]


def _others(by: User) -> Sequence[User]:
    """Who is asked to sign: signers of the sides that the proposer does not sign for, else everybody else who may."""
    own = {role for role in SIGNERS.values() if role in by.roles and by.may_sign}
    asked = set(SIGNERS.values()) - own or set(SIGNERS.values())
    return [user for user in db.session.scalars(active_users(*asked)) if user.id != by.id and user.may_sign]
