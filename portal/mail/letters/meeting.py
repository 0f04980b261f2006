"""Letters about meetings, with the entry for the calendar. What a late mail says is what is so when it leaves."""

from sqlalchemy import select

from portal.mail.ics import Entry, Method, Party, entry_text
from portal.mail.languages.catalogue import say
from portal.mail.languages.clock import span_in
from portal.mail.letters.desk import Desk
from portal.mail.letters.prospect import first_name, speak
from portal.mail.message import CalendarPart
from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.models.intake.submission import Submission
from portal.rules.handoff.meetings import MeetingState
from portal.rules.handoff.stages import WITH_REP

HEADINGS = {"booked": "{meeting} with {rep}", "moved": "New time: {meeting} with {rep}"}
CANCELLED = "Cancelled: {meeting} with {rep}"
SENTENCES = {
    "booked": "your meeting is booked. We are looking forward to it.",
    "moved": "your meeting has a new time. The one before no longer holds.",
}
CALLED_OFF = "your meeting does not take place."


def invitation(desk: Desk) -> None:
    """To the prospect, in the language in which they booked."""
    meeting, rep = desk.row(Meeting, "meeting_id"), desk.reader
    what = str(desk.message.payload["what"])
    off, language = meeting.state is MeetingState.CANCELLED, meeting.language or "en"
    desk.to, desk.reply_to = desk.lead.person.email, rep.email
    name = say(meeting.name, language)
    heading = CANCELLED if off else HEADINGS.get(what, HEADINGS["booked"])
    reason = "You get this mail because a meeting was arranged with this address."
    speak(desk, language, heading, reason, meeting=name, rep=rep.name)
    desk.values.update(
        name=first_name(desk.lead.person),
        sentence=say(CALLED_OFF if off else SENTENCES.get(what, SENTENCES["booked"]), language),
        meeting=name,
        when=span_in(meeting.starts_at, meeting.ends_at, meeting.zone, language),
        place=meeting.place,
        rep=rep.name,
        off=off,
        link=desk.links.meet(meeting.lead_id, meeting.language) if _changeable(meeting) else "",
    )
    summary = f"{name}: {rep.name}, {desk.values['organisation']}"
    _enclose(desk, meeting, Method.CANCEL if off else Method.REQUEST, summary)


def _changeable(meeting: Meeting) -> bool:
    return meeting.stands or meeting.lead.status in WITH_REP


def link(desk: Desk) -> None:
    """To somebody who opened the rep's own link and said their address; in the language of their latest post."""
    lead, rep = desk.lead, desk.reader
    newest = select(Submission.language).where(Submission.lead_id == lead.id).order_by(Submission.id.desc()).limit(1)
    language = db.session.scalar(newest) or "en"
    desk.to, desk.reply_to = lead.person.email, rep.email
    reason = "You get this mail because somebody, probably you, asked with this address for a time to meet."
    speak(desk, language, "Choose a time with {rep}", reason, rep=rep.name)
    desk.values.update(name=first_name(lead.person), rep=rep.name, link=desk.links.meet(lead.id, language))


def notice(desk: Desk) -> None:
    """To the rep: who, when, what they asked for."""
    brief, meeting = desk.about_lead(), desk.row(Meeting, "meeting_id")
    what = str(desk.message.payload["what"])
    off = meeting.state is MeetingState.CANCELLED
    start = {"booked": "Booked", "moved": "Moved"}.get("cancelled" if off else what, "Cancelled")
    desk.say(
        f"{start}: {meeting.name} with {brief.name}",
        "the meeting is yours",
        what=meeting.name,
        off=off,
        moved=what == "moved" and not off,
        when=span_in(meeting.starts_at, meeting.ends_at, desk.reader.time_zone, "en"),
        theirs=span_in(meeting.starts_at, meeting.ends_at, meeting.zone, "en"),
        place=meeting.place,
    )
    summary = f"{meeting.name}: {brief.name}{f', {brief.company}' if brief.company else ''}"
    _enclose(desk, meeting, Method.CANCEL if off else Method.PUBLISH, summary)


def _enclose(desk: Desk, meeting: Meeting, method: Method, summary: str) -> None:
    person, rep = desk.lead.person, desk.reader
    entry = Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        start=meeting.starts_at,
        end=meeting.ends_at,
        summary=summary,
        place=meeting.place,
        words=str(desk.values["link"]),
        organiser=Party(rep.name, rep.email),
        guest=Party(desk.lead.person_name or person.email, person.email),
    )
    desk.calendar = CalendarPart(method.value, entry_text(entry, method, meeting.changed_at))
