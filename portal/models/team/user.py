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


class User(Model):
    """Somebody who signs in. ``week`` are the working hours (rules.handoff.worktime JSON) in ``time_zone``.

    ``password_hash`` is None until an invitation is taken up.
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
