"""A mail server that fails on purpose, and counts what it kept."""

import random
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller

from tests.support.ports import free_port

MIX = {
    "ok": 55,
    "greylist": 10,
    "temp_data": 10,
    "busy": 5,
    "drop_before_answer": 5,
    "kept_then_dropped": 5,
    "kept_then_451": 5,
    "temp_rcpt": 5,
}
"""Percent of each; in the end every mail must arrive."""
OK = {"ok": 100}
CLOSED = "421 4.3.2 closing"


@dataclass
class Ledger:
    """What happened by Message-ID. ``kept`` was kept without saying so: a second copy of those is explained."""

    accepted: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    about: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def arrived(self) -> set[str]:
        """Message-IDs that reached a mailbox."""
        return set(self.accepted) | set(self.kept)

    @property
    def extra(self) -> int:
        """Copies beyond the first that no lost answer explains."""
        return sum(count - 1 for count in self.accepted.values())

    def keys(self, kind: str) -> set[str]:
        """Local parts of Reply-To of the mails of that kind that arrived: whom they are about."""
        found = (self.about[mid] for mid in self.arrived)
        return {key for its_kind, key in found if its_kind == kind}


class FaultyServer:
    """Draws a fault for each mail from the mix."""

    def __init__(self, mix: dict[str, int], seed: int = 1) -> None:
        self.mix, self.dice, self.ledger = mix, random.Random(seed), Ledger()
        self._greylisted: set[str] = set()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop(no_assert=True)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        session.fault = self.dice.choices(list(self.mix), list(self.mix.values()))[0]
        if session.fault == "busy":
            self.ledger.refused += 1
            await server.push(CLOSED)
            server.transport.close()
            return CLOSED
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_RCPT(self, _server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if session.fault == "temp_rcpt":
            self.ledger.refused += 1
            return "450 4.2.1 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=default)
        mid, fault = str(mail["Message-ID"]), session.fault
        self.ledger.about[mid] = (str(mail["X-Baton-Kind"]), str(mail["Reply-To"] or "").partition("@")[0])
        if fault == "temp_data" or (fault == "greylist" and mid not in self._greylisted):
            self._greylisted.add(mid)
            self.ledger.refused += 1
            return "452 4.3.1 not now"
        if fault == "drop_before_answer":
            self.ledger.refused += 1
            server.transport.abort()
            return "250 never said"
        if fault in ("kept_then_dropped", "kept_then_451"):
            self.ledger.kept[mid] += 1
            if fault == "kept_then_dropped":
                server.transport.abort()
            return "451 4.3.0 lost after keeping"
        self.ledger.accepted[mid] += 1
        return "250 kept"
