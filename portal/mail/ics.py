"""A meeting as an entry for calendars (iCalendar, RFC 5545, 5546). Only the post imports this: the library is large."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress, vText


class Method(StrEnum):
    """What a calendar is to do with it: ask its owner, just keep it, or take it out."""

    REQUEST = "REQUEST"
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Party:
    """Somebody who takes part."""

    name: str
    email: str

    def address(self, **parameters: str) -> vCalAddress:
        """As calendars write it."""
        address = vCalAddress(f"mailto:{self.email}")
        address.params["CN"] = vText(self.name)
        for name, value in parameters.items():
            address.params[name] = vText(value)
        return address


@dataclass(frozen=True)
class Entry:
    """``uid`` stays for the life of the meeting; ``sequence`` grows with each change."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    place: str
    words: str
    organiser: Party
    guest: Party


def entry_text(entry: Entry, method: Method, stamped: datetime) -> str:
    """The entry as a file."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamped)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", entry.summary)
    if entry.place:
        event.add("location", entry.place)
    event.add("description", entry.words)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("organizer", entry.organiser.address())
    event.add("attendee", entry.guest.address(ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED"))
    calendar = Calendar()
    calendar.add("prodid", "-//Baton//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())
