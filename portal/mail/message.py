"""One mail as an EmailMessage: text and HTML, fixed Message-ID, safe headers."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from portal.models.ops.message import Message
from portal.rules.questions.cleaning import one_line

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class CalendarPart:
    """An entry for the reader's calendar (portal.mail.ics)."""

    method: str
    text: str


@dataclass(frozen=True)
class Letter:
    """What a mail says: ``subject`` on one line, ``text`` and ``html`` with the same content. ``unsubscribe`` is where
    its reader takes back what they agreed to; empty for none."""

    to_email: str
    subject: str
    text: str
    html: str
    reply_to: str | None = None
    calendar: CalendarPart | None = None
    unsubscribe: str = ""


def build(letter: Letter, message: Message, *, sender: str, now: datetime) -> EmailMessage:
    """The mail to hand over. EmailMessage refuses line breaks in headers; they are taken out of the subject before.

    The prospect's address appears in Reply-To of alerts only, so that a rep answers the prospect with one click. One
    that is not ASCII stays out of the headers: servers without SMTPUTF8 would refuse the alert for it.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = letter.to_email
    mail["Subject"] = _subject(letter.subject)
    if letter.reply_to and letter.reply_to.isascii():
        mail["Reply-To"] = letter.reply_to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message.message_id
    mail["X-Baton-Kind"] = message.kind
    mail["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:  # RFC 2369 and 8058: mail programs offer it beside the mail
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        _enclose(mail, letter.calendar)
    return mail


def _enclose(mail: EmailMessage, calendar: CalendarPart) -> None:
    """Twice, as calendars expect it: as a part that mail programs understand, and as a file for all others."""
    mail.add_alternative(calendar.text, subtype="calendar", params={"method": calendar.method})
    mail.add_attachment(calendar.text.encode(), maintype="application", subtype="ics", filename="meeting.ics")


def _subject(text: str) -> str:
    """On one line, without signs that turn or hide text, of a length that mail programs show."""
    line = one_line(text)
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"
