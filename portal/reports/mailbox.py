"""The local mailbox: mails that were written while no mail server is set, as an admin reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from os import DirEntry, scandir
from pathlib import Path

SHOWN_HEADERS = ("From", "To", "Reply-To", "Date", "Message-ID", "X-Baton-Kind")


@dataclass(frozen=True)
class Envelope:
    """One mail in the list. ``key`` is its name in the mailbox."""

    key: str
    at: datetime
    to: str
    subject: str
    kind: str


@dataclass(frozen=True)
class Letter:
    """One mail to read; ``html`` is empty where there is no such part."""

    key: str
    at: datetime
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


@dataclass(frozen=True)
class Batch:
    """Mails newest first, and whether there are older ones."""

    envelopes: tuple[Envelope, ...]
    more: bool


def newest(folder: Path, *, after: str = "", limit: int = 50) -> Batch:
    """Mails, newest first; those older than the one with the key ``after``. Opens only the mails it returns."""
    entries = sorted(_entries(folder), key=lambda entry: (entry.stat().st_mtime_ns, entry.name), reverse=True)
    keys = [_key(entry) for entry in entries]
    first = keys.index(after) + 1 if after in keys else 0
    chosen = entries[first : first + limit]
    return Batch(tuple(_envelope(entry) for entry in chosen), more=len(entries) > first + limit)


def letter(folder: Path, key: str) -> Letter | None:
    """The mail of that name. Names are compared, never joined to a path."""
    entry = next((entry for entry in _entries(folder) if _key(entry) == key), None)
    if entry is None:
        return None
    mail = _read(entry)
    headers = tuple((name, str(mail[name])) for name in SHOWN_HEADERS if mail[name])
    return Letter(key, _moment(entry), _subject(mail), headers, _part(mail, "plain"), _part(mail, "html"))


def _entries(folder: Path) -> Iterator[DirEntry[str]]:
    """Mails that were delivered, read or not."""
    for room in ("new", "cur"):
        if (folder / room).is_dir():
            with scandir(folder / room) as found:
                yield from (entry for entry in found if entry.is_file())


def _key(entry: DirEntry[str]) -> str:
    return entry.name.partition(":")[0]


def _envelope(entry: DirEntry[str]) -> Envelope:
    mail = _read(entry)
    return Envelope(_key(entry), _moment(entry), str(mail["To"] or ""), _subject(mail), str(mail["X-Baton-Kind"] or ""))


def _read(entry: DirEntry[str]) -> EmailMessage:
    mail = message_from_bytes(Path(entry.path).read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)  # noqa: S101  what this policy makes
    return mail


def _moment(entry: DirEntry[str]) -> datetime:
    return datetime.fromtimestamp(entry.stat().st_mtime, UTC)


def _subject(mail: EmailMessage) -> str:
    return str(mail["Subject"] or "") or "(no subject)"


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""
