"""A web address."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

import idna

from portal.rules.canonical import Json
from portal.rules.questions.answer import Value
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.base import (
    Column,
    Input,
    Question,
    QuestionType,
    ReadingContext,
    Unreadable,
    text_from_json,
)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_UNSAFE = re.compile(r"[\s<>\"\\^`{|}]")
LONGEST = 2000
_HOW = "Enter a web address, like https://company.com"


class UrlType(QuestionType):
    """An http or https address of a named host, with https:// where no scheme was typed and the host in ASCII."""

    name = TypeName.URL
    title = "Web address"
    icon = "external-link"
    column = Column.TEXT
    input = Input("url", "url", "url")

    def read(self, posted: Sequence[str], question: Question, context: ReadingContext) -> Value:
        typed = one_line(posted[0])
        whole = typed if _SCHEME.match(typed) else f"https://{typed}"
        address = _normalised(whole) if len(whole) <= LONGEST else None
        if address is None or len(address) > LONGEST:
            raise Unreadable(_HOW)
        return address

    def from_json(self, document: Json) -> Value:
        return text_from_json(document)

    def sample(self, question: Question) -> Value:
        return "https://sample.example.com"


def _normalised(address: str) -> str | None:
    if _UNSAFE.search(address):
        return None
    try:
        parts = urlsplit(address)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return urlunsplit(
        (parts.scheme.lower(), f"{host}:{port}" if port else host, parts.path, parts.query, parts.fragment)
    )


def _ascii_host(host: str) -> str:
    """The host in ASCII. Raises idna.IDNAError, a UnicodeError."""
    return host.lower() if host.isascii() else idna.encode(host, uts46=True).decode()
