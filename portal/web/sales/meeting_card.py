"""The meeting on a lead's page: the one that stands with what can be done about it, else the ways to one."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for

from portal.mail.languages.clock import span_in
from portal.mail.meeting_links import MeetClaim, meet_token
from portal.models.base import db
from portal.models.handoff.meeting import Meeting, booked_meeting
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.rules.handoff.stages import WITH_REP


@dataclass(frozen=True)
class MeetingCard:
    """``address`` is the prospect's page, to be copied. ``hands``: the reader may change it; ``begun``: it is to be
    said how it went. ``when`` is on the reader's clock, ``theirs`` on the prospect's."""

    address: str
    hands: bool
    meeting: Meeting | None = None
    begun: bool = False
    when: str = ""
    theirs: str = ""


def card_of(lead: Lead, reader: User, now: datetime, *, hands: bool) -> MeetingCard | None:
    """None where nobody could be met. Two queries at most."""
    if lead.status not in WITH_REP:
        return None
    meeting = db.session.scalars(booked_meeting(lead.id)).first()
    address = address_of(lead) if hands else ""
    if meeting is None:
        return MeetingCard(address, hands) if hands else None
    when = span_in(meeting.starts_at, meeting.ends_at, reader.time_zone, "en")
    theirs = span_in(meeting.starts_at, meeting.ends_at, meeting.zone, "en")
    return MeetingCard(address, hands, meeting, meeting.starts_at <= now, when, theirs if theirs != when else "")


def address_of(lead: Lead) -> str:
    """The page on which the lead's person chooses a time, in the language in which they last answered."""
    spoken = db.session.query(Submission.language).filter(Submission.lead_id == lead.id)
    language = spoken.order_by(Submission.id.desc()).limit(1).scalar() or ""
    config = current_app.config["BATON"]
    token = meet_token(MeetClaim(lead.id, language=language), config.SECRET_KEY)
    return f"{config.BASE_URL}{url_for('public.meet', token=token)}"
