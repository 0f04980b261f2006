"""Meetings of prospects with reps, and the time of the reps that they take."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import BIG, Model, choice
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.meetings import MeetingKind, MeetingState

_BOOKED = text(f"state = '{MeetingState.BOOKED.value}'")


class Availability(Model):
    """How a rep takes meetings, where that differs from the usual. ``types`` is the JSON of rules.handoff.meetings."""

    __tablename__ = "availability"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    bookable: Mapped[bool]
    before: Mapped[int]
    after: Mapped[int]
    notice: Mapped[int]
    days: Mapped[int]
    types: Mapped[str] = mapped_column(Text)


class Meeting(Model):
    """One appointment; moved to another time it stays the same, and ``sequence`` counts the changes (iCalendar).

    ``name`` and ``place`` are those of its type when it was booked. ``zone`` and ``language`` are the prospect's.
    ``submission_id`` is the post after which it was booked, for whoever has only that thank-you page; ``booked_by_id``
    None is the prospect. At most one meeting of a lead is booked.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        Index("uq_meeting_one_booked", "lead_id", unique=True, sqlite_where=_BOOKED, postgresql_where=_BOOKED),
        Index(None, "lead_id", "id"),
        Index(None, "user_id", "state", "starts_at"),
        Index(None, "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lead_id: Mapped[int] = mapped_column(BIG, ForeignKey("lead.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submission_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("submission.id"))
    kind: Mapped[MeetingKind] = mapped_column(choice(MeetingKind, "kind"))
    name: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState, "state"), default=MeetingState.BOOKED)
    sequence: Mapped[int] = mapped_column(default=0)
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    lead: Mapped[Lead] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @property
    def stands(self) -> bool:
        """It was neither cancelled nor is it known how it went."""
        return self.state is MeetingState.BOOKED


class HeldTime(Model):
    """A quarter of an hour of a rep (``rules.handoff.slots.quanta``) that a booked meeting takes, or that is kept free
    around one. The primary key is what makes double booking impossible, whoever races whom."""

    __tablename__ = "held_time"
    __table_args__ = (Index(None, "meeting_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    quantum: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(BIG, ForeignKey("meeting.id"))


def booked_meeting(lead_id: int) -> Select[Meeting]:
    """The lead's meeting that stands, if any."""
    return select(Meeting).where(Meeting.lead_id == lead_id, Meeting.state == MeetingState.BOOKED)


def meetings_of(lead_id: int) -> Select[Meeting]:
    """Every meeting of the lead, latest first."""
    return select(Meeting).where(Meeting.lead_id == lead_id).order_by(Meeting.starts_at.desc(), Meeting.id.desc())


def held_from(user_id: int, quantum: int) -> Select[HeldTime]:
    """The rep's time that is taken from that quarter of an hour on."""
    return select(HeldTime).where(HeldTime.user_id == user_id, HeldTime.quantum >= quantum)


def upcoming(user_ids: Iterable[int] | None, now: datetime) -> Select[Meeting]:
    """Booked meetings that have not ended, soonest first; of everybody for None."""
    query = select(Meeting).where(Meeting.state == MeetingState.BOOKED, Meeting.ends_at > now)
    mine = query if user_ids is None else query.where(Meeting.user_id.in_(list(user_ids)))
    return mine.order_by(Meeting.starts_at, Meeting.id)
