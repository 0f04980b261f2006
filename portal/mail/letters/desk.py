"""Where a letter is written: the message, its reader, and the values gathered so far."""

import json
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from sqlalchemy import select

from portal.mail.links import Links
from portal.mail.message import CalendarPart
from portal.models.base import Base, db
from portal.models.handoff.activity import Activity
from portal.models.intake.consent import consents_of
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Submission
from portal.models.ops.message import Message
from portal.models.team.organisation import Organisation
from portal.models.team.user import User
from portal.rules import moments
from portal.rules.handoff.brief import Brief
from portal.rules.touches import Touch, touches

BriefOf = Callable[[int, str], Brief]
Row = TypeVar("Row", bound=Base)
NEAR = ("Today", "Tomorrow", "Yesterday")
LEVELS = {"sql": "SQL", "mql": "MQL", "unqualified": "Lead"}


class Desk:
    """``values`` go to the templates; ``reply_to`` is the prospect's address in alerts about a lead.

    ``to`` is the reader's address. In letters to prospects it is theirs, and the reader is the colleague who answers
    for them and is told if the mail cannot be delivered.
    """

    def __init__(self, message: Message, *, links: Links, brief_of: BriefOf, now: datetime) -> None:
        self.message, self.links, self.now = message, links, now
        self.reader = db.session.get_one(User, message.user_id)
        self.zone: tzinfo = moments.zone(self.reader.time_zone)
        self.to = self.reader.email
        self.reply_to: str | None = None
        self.calendar: CalendarPart | None = None
        self.unsubscribe = ""
        organisation = db.session.get(Organisation, 1)
        self.values: dict[str, Any] = {
            "organisation": organisation.name if organisation else "Baton",
            "withdraw": "",
        }
        self._brief_of = brief_of

    @property
    def lead(self) -> Lead:
        """The lead that the message is about."""
        return db.session.get_one(Lead, self.message.lead_id)

    def row(self, model: type[Row], name: str) -> Row:
        """The row that the payload names."""
        return db.session.get_one(model, self.message.payload[name])

    def note(self) -> str:
        """What was written by hand with the act that this mail tells of; empty for nothing."""
        activity = db.session.get(Activity, self.message.payload.get("note_id") or 0)
        return activity.note if activity else ""

    def say(self, heading: str, reason: str, **values: Any) -> None:
        """Set the heading, the reason at the foot, and what else the templates need."""
        self.values.update(heading=heading, reason=reason, **values)

    def offer_withdrawal(self) -> None:
        """In a letter to a prospect: where they take back what they agreed to, if something of it stands."""
        if self.message.lead_id is None:
            return
        person_id = self.lead.person_id
        if any(one.withdrawn_at is None for one in db.session.scalars(consents_of(person_id))):
            self.unsubscribe = self.values["withdraw"] = self.links.consent(person_id)

    def about_lead(self) -> Brief:
        """Gather the facts of the lead; answering the mail writes to the prospect."""
        brief = self._brief_of(self.lead.id, self.reader.name)
        self.reply_to = brief.email
        level = LEVELS[self.lead.qualification.value]
        self.values.update(brief=brief, level=level, link=self.links.lead(self.lead.id), research=brief.research)
        self.values["touches"] = self._touches()
        return brief

    def _touches(self) -> tuple[Touch, ...]:
        """Where the prospect came from, first and last."""
        found = select(Submission.source, Submission.language).where(Submission.lead_id == self.lead.id)
        ends = ((Submission.received_at, Submission.id), (Submission.received_at.desc(), Submission.id.desc()))
        first, last = (db.session.execute(found.order_by(*end).limit(1)).first() or ("{}", "") for end in ends)
        return touches(json.loads(first[0]), json.loads(last[0]), last[1])

    def when(self, moment: datetime | None) -> str:
        """The moment in the reader's words and zone, as it stands within a sentence; empty for none."""
        words = moments.when(moment, self.zone, self.now) if moment else ""
        return words[:1].lower() + words[1:] if words.startswith(NEAR) else words

    def until(self, moment: datetime) -> str:
        """How long until then: ``14 min``; empty once it has passed."""
        return f"{moments.duration(moment - self.now)} left" if moment > self.now else ""


def name_of(user_id: int | None) -> str:
    """The user's name; the system's where there is none."""
    user = db.session.get(User, user_id) if user_id else None
    return user.name if user else "Baton"
