"""Users and their roles."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, choice


class Role(StrEnum):
    """What somebody may do. A person may have several; an admin may do everything."""

    ADMIN = "admin"
    MARKETING = "marketing"
    MANAGER = "manager"
    REP = "rep"


class FormRight(StrEnum):
    """What somebody may do with forms (B14); each right includes the ones before it."""

    NONE = "none"
    VIEWER = "viewer"
    EDITOR = "editor"
    PUBLISHER = "publisher"

    def covers(self, needed: "FormRight") -> bool:
        """Whether this right is enough for what needs the other."""
        order = list(FormRight)
        return order.index(self) >= order.index(needed)


USUAL_RIGHTS = {Role.ADMIN: FormRight.PUBLISHER, Role.MARKETING: FormRight.PUBLISHER, Role.MANAGER: FormRight.VIEWER}
"""What a role may do with forms where the admin says nothing else; sales reps have no access."""
SIGNING_ROLES = (Role.MARKETING, Role.MANAGER)
"""Whose signature may stand under an agreement; admins sign always."""


class User(Model):
    """Somebody who signs in. ``week`` are the working hours (rules.handoff.worktime JSON) in ``time_zone``.

    ``password_hash`` is None until an invitation is taken up. ``form_right`` and ``signs`` are None where the roles
    decide; ``forms`` and ``may_sign`` say what holds.
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    week: Mapped[str] = mapped_column(String(600))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    wants_digest: Mapped[bool] = mapped_column(default=True)
    form_right: Mapped[FormRight | None] = mapped_column(choice(FormRight, "form_right"))
    signs: Mapped[bool | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    role_rows: Mapped[list["UserRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles as a set."""
        return frozenset(row.role for row in self.role_rows)

    @roles.setter
    def roles(self, roles: Iterable[Role]) -> None:
        wanted = set(roles)
        kept = [row for row in self.role_rows if row.role in wanted]
        new = [UserRole(role=role) for role in sorted(wanted - {row.role for row in kept})]
        self.role_rows = [*kept, *new]

    def has(self, *roles: Role) -> bool:
        """True when the user has one of the roles; an admin has them all."""
        return Role.ADMIN in self.roles or not self.roles.isdisjoint(roles)

    @property
    def forms(self) -> FormRight:
        """What the user may do with forms. An admin may do everything; who is a sales rep only sees none."""
        usual = [USUAL_RIGHTS[role] for role in self.roles if role in USUAL_RIGHTS]
        if self.form_right is None or Role.ADMIN in self.roles or not usual:
            return max(usual, key=list(FormRight).index, default=FormRight.NONE)
        return self.form_right

    @property
    def may_sign(self) -> bool:
        """Whether the user signs agreements; for which side, the roles say."""
        return Role.ADMIN in self.roles or (self.has(*SIGNING_ROLES) and self.signs is not False)

    @property
    def active(self) -> bool:
        """May sign in and be given leads."""
        return self.disabled_at is None

    # Flask-Login's protocol; the session token is put on the user by portal.web.shared.login.
    session_token: str = ""

    @property
    def is_authenticated(self) -> bool:
        """Always true: anonymous visitors are another class."""
        return True

    @property
    def is_active(self) -> bool:
        """Flask-Login's name for ``active``."""
        return self.active

    @property
    def is_anonymous(self) -> bool:
        """Always false."""
        return False

    def get_id(self) -> str:
        """The server-side session's token, so that ending that row signs the user out (quality.md: sessions)."""
        return self.session_token


class UserRole(Model):
    """One role of one user."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"), primary_key=True)


def active_users(*roles: Role) -> Select[User]:
    """Active users by name; with roles, those that have one of them (an admin counts only as admin)."""
    query = select(User).where(User.disabled_at.is_(None)).order_by(User.name, User.id)
    if roles:
        query = query.where(User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(roles))))
    return query


def user_by_email_key(email_key: str) -> Select[User]:
    """The user with that dedupe key, active or not."""
    return select(User).where(User.email_key == email_key)
