"""Signed-in sessions, kept on the server so that they can be listed and ended."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class UserSession(Model):
    """One browser that signed in. Only the SHA-256 of its token is stored."""

    __tablename__ = "user_session"
    __table_args__ = (Index(None, "user_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def open_sessions(user_id: int, now: datetime) -> Select[UserSession]:
    """Sessions of the user that still count, newest first."""
    return (
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None), UserSession.expires_at > now)
        .order_by(UserSession.seen_at.desc())
    )
