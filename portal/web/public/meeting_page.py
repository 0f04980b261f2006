"""What the page of a meeting draws: free times day by day on the visitor's clock, or the meeting that is booked."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from flask import request, url_for

from portal.mail.languages.clock import short_day_in, span_in, time_in, weekday_in
from portal.mail.meeting_links import MeetClaim
from portal.models.base import db
from portal.models.handoff.meeting import Meeting, meetings_of
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.meetings import MeetingState
from portal.rules.handoff.slots import Day, by_day, stamp
from portal.services.handoff import booking
from portal.services.handoff.booking_times import free_times, offering_of
from portal.web.shared.language import spoken, t, wished
from portal.web.shared.zones import Choice, is_zone, zone_choices


@dataclass(frozen=True)
class Guest:
    """Whoever opened the link: the lead, its rep, and the latest meeting as far as they may know of it."""

    token: str
    claim: MeetClaim
    lead: Lead
    rep: User | None
    meeting: Meeting | None

    def booked(self, now: datetime) -> Meeting | None:
        """The meeting that stands and is not over."""
        meeting = self.meeting
        return meeting if meeting is not None and meeting.stands and meeting.ends_at > now else None

    @property
    def cancelled(self) -> Meeting | None:
        """The latest meeting, if it was called off."""
        meeting = self.meeting
        return meeting if meeting is not None and meeting.state is MeetingState.CANCELLED else None


def guest_of(token: str, claim: MeetClaim) -> Guest | None:
    """None where the lead is gone. Who comes from a thank-you page knows only what was booked from there."""
    lead = db.session.get(Lead, claim.lead_id)
    if lead is None:
        return None
    known = meetings_of(lead.id)
    if claim.submission_id is not None:
        known = known.where(Meeting.submission_id == claim.submission_id)
    latest = known.order_by(None).order_by(Meeting.id.desc()).limit(1)
    return Guest(token, claim, lead, booking.rep_of(lead), db.session.scalars(latest).first())


@dataclass(frozen=True)
class Way:
    """A link that changes what is shown: another day, another type of meeting."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Slots:
    """Free times of one day. ``here`` is the page's own address, ``action`` where a choice is posted."""

    rep: str
    here: str
    action: str
    kind: str
    minutes: int
    kinds: tuple[Way, ...]
    zone: str
    zones: dict[str, list[Choice]]
    days: tuple[Way, ...]
    day: str
    times: tuple[tuple[str, str], ...]
    lang: str
    moving: bool
    guess: bool


def slots(guest: Guest, now: datetime, *, here: str = "", moving: bool = False) -> Slots | None:
    """None where nothing can be booked: nobody has the lead, or no time is free."""
    rep, meeting = guest.rep, guest.booked(now) if moving else None
    kind = None if rep is None else meeting.kind if meeting else offering_of(rep).kind(_asked("kind"))
    if rep is None or kind is None:
        return None
    zone = zone_of(meeting.zone if meeting else rep.time_zone)
    days = by_day(free_times(rep, kind, now, instead_of=meeting), zone)
    if not days:
        return None
    shown = next((day for day in days if day.date.isoformat() == _asked("day")), days[0])
    endpoint = "public.move_meeting" if moving else "public.book_meeting"
    action = url_for(endpoint, token=guest.token)
    way = _Address(here or action, kind.value, zone)
    return Slots(
        rep=rep.name,
        here=way.here,
        action=action,
        kind=kind.value,
        minutes=offering_of(rep).types[kind].minutes,
        kinds=() if moving else _kinds(rep, kind.value, way),
        zone=zone,
        zones=zone_choices(zone),
        days=tuple(Way(short_day_in(day.date, spoken()), way.to(day=day.date), day is shown) for day in days),
        day=weekday_in(shown.date, spoken()),
        times=_times(shown),
        lang=_asked("lang"),
        moving=moving,
        guess=not _asked("zone"),
    )


@dataclass(frozen=True)
class _Address:
    """The page with what was chosen so far."""

    here: str
    kind: str
    zone: str

    def to(self, *, kind: str = "", day: date | None = None) -> str:
        told = {"kind": kind or self.kind, "zone": self.zone, **({"day": day.isoformat()} if day else {})}
        return f"{self.here}?{urlencode(told)}{'&' + wished() if wished() else ''}#times"


def _kinds(rep: User, current: str, way: _Address) -> tuple[Way, ...]:
    offering = offering_of(rep)
    found = [
        Way(
            t(
                "{meeting}, {minutes} minutes",
                meeting=t(offering.types[kind].name),
                minutes=offering.types[kind].minutes,
            ),
            way.to(kind=kind.value),
            kind.value == current,
        )
        for kind in offering.offered()
    ]
    return tuple(found) if len(found) > 1 else ()


def _times(day: Day) -> tuple[tuple[str, str], ...]:
    """What is posted, and the time on the wall; with its offset where the wall shows the same time twice that day."""
    shown = [time_in(start, spoken()) for start in day.starts]
    return tuple(
        (stamp(start), f"{label} (UTC{start:%:z})" if shown.count(label) > 1 else label)
        for start, label in zip(day.starts, shown, strict=True)
    )


def zone_of(usual: str) -> str:
    """The zone that the visitor chose; else the usual one."""
    chosen = _asked("zone")
    return chosen if chosen and is_zone(chosen) else usual


def _asked(name: str) -> str:
    return request.values.get(name, "")[:64]


@dataclass(frozen=True)
class Booked:
    """The meeting as its page says it; ``change`` is False once it has begun."""

    name: str
    when: str
    rep: str
    place: str
    change: bool


def booked(meeting: Meeting, now: datetime) -> Booked:
    """In the visitor's language, on the clock on which they chose."""
    when = span_in(meeting.starts_at, meeting.ends_at, meeting.zone, spoken())
    return Booked(t(meeting.name), when, meeting.user.name, meeting.place, meeting.starts_at > now)
