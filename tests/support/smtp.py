"""A real mail server on loopback that keeps what it was given and answers as a test wants it to."""

from collections import deque
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.ports import free_port


@dataclass(frozen=True)
class Delivery:
    """One accepted message and its envelope."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


class MailServer:
    """`deliveries` in the order of arrival; each text in `answers` is said once, in place of an acceptance."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.answers: deque[str] = deque()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        return [delivery.message for delivery in self.deliveries]

    def of_kind(self, kind: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["X-Baton-Kind"] == kind]

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    def clear(self) -> None:
        self.deliveries.clear()
        self.answers.clear()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if self.answers:
            return self.answers.popleft()
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=default)
        self.deliveries.append(Delivery(envelope.mail_from, tuple(envelope.rcpt_tos), message))
        return "250 kept"
