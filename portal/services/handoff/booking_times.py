"""When a rep can be met, and the rows that keep two meetings from taking the same time (H11)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from portal.models.base import db, table_of
from portal.models.handoff.meeting import Availability, HeldTime, Meeting, held_from
from portal.models.team.user import User
from portal.rules.handoff.meetings import USUAL, MeetingKind, Offering, types_from_json
from portal.rules.handoff.slots import QUANTUM, free_slots, quanta
from portal.rules.handoff.worktime import Spell
from portal.rules.refusal import Refusal
from portal.services.handoff.calendars import calendar_of

_HELD = table_of(HeldTime)
_AT_WORK = select(User.id).with_for_update(key_share=True)


class SlotTaken(Refusal):
    """The time is not free, or no longer."""

    def __init__(self) -> None:
        super().__init__("This time has just been taken. Please choose another one.")


def offering_of(user: User) -> Offering:
    """How the rep takes meetings; somebody who cannot sign in takes none."""
    row = db.session.get(Availability, user.id)
    if row is None:
        return USUAL if user.active else Offering(bookable=False)
    types = types_from_json(row.types)
    return Offering(row.bookable and user.active, row.before, row.after, row.notice, row.days, types)


def free_times(
    rep: User, kind: MeetingKind, now: datetime, *, instead_of: Meeting | None = None, by_rep: bool = False
) -> tuple[datetime, ...]:
    """When that type of meeting can begin, soonest first. Four queries.

    ``instead_of``: the meeting that would move. ``by_rep``: colleagues who book need no notice.
    """
    offering = offering_of(rep)
    pace = offering.pace(kind)
    if by_rep:
        pace = replace(pace, notice=0)
    elif not offering.bookable:
        return ()
    return free_slots(calendar_of(rep, now), _taken(rep.id, now, instead_of), pace, now)


def _taken(user_id: int, now: datetime, instead_of: Meeting | None) -> list[Spell]:
    held = db.session.scalars(held_from(user_id, _quantum_of(now)))
    mine = instead_of.id if instead_of is not None else None
    return [_spell(row.quantum) for row in held if row.meeting_id != mine]


def _quantum_of(at: datetime) -> int:
    return quanta((at, at + timedelta(minutes=1)))[0]


def _spell(quantum: int) -> Spell:
    start = datetime.fromtimestamp(quantum * QUANTUM * 60, UTC)
    return start, start + timedelta(minutes=QUANTUM)


def one_at_a_time(rep_id: int) -> None:
    """Bookings with a rep wait for each other, after the lead was locked; so nobody holds what somebody else waits for.

    That they cannot take the same time does not hang on it: the key of the held times sees to that.
    """
    db.session.execute(_AT_WORK.where(User.id == rep_id))


def hold(meeting: Meeting, spell: Spell) -> None:
    """Take the time for the meeting. Raises SlotTaken when somebody else has any of it."""
    rows = [{"user_id": meeting.user_id, "quantum": quantum, "meeting_id": meeting.id} for quantum in quanta(spell)]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(_HELD), rows)
    except IntegrityError:
        raise SlotTaken from None


def release(meeting: Meeting) -> None:
    """The time is free again."""
    db.session.execute(delete(_HELD).where(_HELD.c.meeting_id == meeting.id))
