"""Accounts: made, invited, changed, disabled. An organisation never loses its last admin."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.models.base import db
from portal.models.team.link import LinkPurpose
from portal.models.team.user import FormRight, Role, User, user_by_email_key
from portal.rules.handoff.week import Week, week_to_json
from portal.rules.identity import domain_of, email_key
from portal.rules.refusal import Refusal
from portal.services.ops import history
from portal.services.team import duties, links, passwords, setup, sign_in
from portal.services.team.password_faults import faults
from portal.services.team.passwords import Cost


class EmailTaken(Refusal):
    """Somebody else signs in with that address."""

    def __init__(self) -> None:
        super().__init__("Somebody already signs in with this email address.")


class PasswordRefused(Refusal):
    """The password is too easy to guess; the message says why."""


class AlreadyIn(Refusal):
    """An invitation for somebody who has a password already."""

    def __init__(self) -> None:
        super().__init__("This person has already signed in. They can ask for a new password on the sign-in page.")


@dataclass(frozen=True)
class Member:
    """What an admin says about somebody. ``form_right`` and ``signs`` are None where the roles decide."""

    name: str
    email: str
    roles: frozenset[Role]
    time_zone: str
    job_title: str = ""
    manager: User | None = None
    form_right: FormRight | None = None
    signs: bool | None = None


def create_admin(
    email: str, name: str, password: str, *, organisation: str = "", time_zone: str = "UTC", now: datetime, cost: Cost
) -> User:
    """An admin who can sign in at once; the organisation too, when it is not there yet.

    Somebody who has an account becomes an admin with this password: the way back in for whoever runs the server.
    Raises PasswordRefused.
    """
    known_as = setup.organisation().name if setup.is_founded() else organisation
    sentences = faults(password, (name, email, known_as))
    if sentences:
        raise PasswordRefused(sentences[0])
    user = db.session.scalars(user_by_email_key(email_key(email))).one_or_none()
    if user is None:
        user = _add(Member(name, email, frozenset({Role.ADMIN}), time_zone), now)
    user.roles = user.roles | {Role.ADMIN}
    user.disabled_at = None
    user.password_hash = passwords.hash_password(password, cost)
    sign_in.end_all(user, now=now)
    if not setup.is_founded():
        setup.found(organisation or domain_of(email), custodian=user, now=now)
    history.record("user.made_admin", _subject(user), now=now, actor=None)
    return user


def invite(member: Member, *, by: User, secret: str, now: datetime) -> User:
    """An account without a password, and the mail with the link to choose one. Raises EmailTaken."""
    user = _add(member, now)
    history.record("user.invited", _subject(user), now=now, actor=by, data={"roles": sorted(member.roles)})
    links.send(user, LinkPurpose.INVITATION, secret=secret, now=now, by=by)
    return user


def invite_again(user: User, *, by: User, secret: str, now: datetime) -> None:
    """A fresh invitation; the earlier link stops working. Raises AlreadyIn."""
    if user.password_hash is not None or not user.active:
        raise AlreadyIn
    history.record("user.invited", _subject(user), now=now, actor=by, data={"again": True})
    links.send(user, LinkPurpose.INVITATION, secret=secret, now=now, by=by)


def change(user: User, member: Member, *, by: User, now: datetime) -> None:
    """Change what an admin may change. Raises EmailTaken, duties.LastAdmin, duties.StillNeeded."""
    if Role.ADMIN in user.roles and Role.ADMIN not in member.roles:
        duties.check_may_lose_admin(user)
    before = user.roles
    user.name, user.job_title, user.time_zone = member.name, member.job_title, member.time_zone
    user.manager_id = member.manager.id if member.manager else None
    user.email, user.email_key = member.email, email_key(member.email)
    user.roles = member.roles
    rights = (user.form_right, user.signs)
    user.form_right, user.signs = member.form_right, member.signs
    _flush_unique()
    data: dict[str, object] = {"roles": sorted(user.roles), "roles_before": sorted(before)}
    if rights != (user.form_right, user.signs):
        data |= {"forms": user.form_right, "forms_before": rights[0], "signs": user.signs, "signs_before": rights[1]}
    history.record("user.changed", _subject(user), now=now, actor=by, data=data)


def change_profile(
    user: User, *, name: str, job_title: str, phone: str, time_zone: str, wants_digest: bool, now: datetime
) -> None:
    """What users change about themselves."""
    user.name, user.job_title, user.phone = name, job_title, phone
    user.time_zone, user.wants_digest = time_zone, wants_digest
    history.record("user.profile_changed", f"user:{user.id}", now=now, actor=user)


def disable(user: User, *, by: User, now: datetime) -> None:
    """Close the account: signed out everywhere, open links spent. What it owns is moved by ``handoff.moving.leave``.

    Raises duties.LastAdmin, duties.StillNeeded.
    """
    if not user.active:
        return
    duties.check_may_leave(user)
    user.disabled_at = now
    sign_in.end_all(user, now=now)
    links.spend_all(user, now=now)
    duties.hand_reports_up(user)
    history.record("user.disabled", _subject(user), now=now, actor=by)


def enable(user: User, *, by: User, now: datetime) -> None:
    """Open the account again, with the password that it had."""
    if user.active:
        return
    user.disabled_at = None
    history.record("user.enabled", _subject(user), now=now, actor=by)


def _add(member: Member, now: datetime) -> User:
    user = User(
        email=member.email,
        email_key=email_key(member.email),
        name=member.name,
        job_title=member.job_title,
        time_zone=member.time_zone,
        week=week_to_json(Week.office()),
        manager_id=member.manager.id if member.manager else None,
        form_right=member.form_right,
        signs=member.signs,
        created_at=now,
    )
    user.roles = member.roles
    db.session.add(user)
    _flush_unique()
    return user


def _flush_unique() -> None:
    """Write now; the address is unique in the database, whoever else writes in the same moment."""
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise EmailTaken from None


def _subject(user: User) -> str:
    return f"user:{user.id}"
