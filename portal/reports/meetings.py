"""Meetings in lists: to come, to be recorded, over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.rules.handoff.meetings import MeetingState

SHOWN = 100


@dataclass(frozen=True)
class Meetings:
    """``open`` have begun and are booked still: it is to be said how they went."""

    to_come: Sequence[Meeting]
    open: Sequence[Meeting]
    over: Sequence[Meeting]


def page(user_id: int | None, now: datetime) -> Meetings:
    """Of that user, or of everybody. Three queries."""
    booked = _of(user_id).where(Meeting.state == MeetingState.BOOKED)
    soonest, latest = (Meeting.starts_at, Meeting.id), (Meeting.starts_at.desc(), Meeting.id.desc())
    return Meetings(
        to_come=_rows(booked.where(Meeting.starts_at > now).order_by(*soonest)),
        open=_rows(booked.where(Meeting.starts_at <= now).order_by(*soonest)),
        over=_rows(_of(user_id).where(Meeting.state != MeetingState.BOOKED).order_by(*latest)),
    )


def one(meeting_id: int) -> Select[Meeting]:
    """The meeting of that number."""
    return select(Meeting).where(Meeting.id == meeting_id)


def _of(user_id: int | None) -> Select[Meeting]:
    query = select(Meeting).options(joinedload(Meeting.lead), joinedload(Meeting.user))
    return query if user_id is None else query.where(Meeting.user_id == user_id)


def _rows(query: Select[Meeting]) -> Sequence[Meeting]:
    return db.session.scalars(query.limit(SHOWN)).all()
