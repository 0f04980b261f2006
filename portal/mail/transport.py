"""Handing mail over: to an SMTP server, or into a local mailbox when there is none."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from mailbox import Maildir
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

TIMEOUT_SECONDS = 20.0
CLOSING = 421


class TemporaryFailure(Exception):
    """The mail was not taken now; trying again later is right. Also said when nobody knows whether it was taken."""


class Unreachable(TemporaryFailure):
    """No connection could be opened, or the server fell silent: the next mail would fare no better."""


class PermanentFailure(Exception):
    """The server refused this mail for good (5xx on the recipient or the content)."""


class Transport(Protocol):
    """Somewhere mail goes. Used as a context manager around a batch."""

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail over. Raises TemporaryFailure or PermanentFailure."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class SmtpTransport:
    """One connection for a batch, opened with the first mail and opened again after it broke."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        encryption: Literal["none", "starttls", "tls"],
        user: str | None = None,
        password: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self.host, self.port, self.encryption, self.timeout = host, port, encryption, timeout
        self.user, self.password = user, password
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail over; every refusal of the session itself is temporary, the mail is not to blame for it."""
        connection = self._connect()
        try:
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            self._fail(code, words)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            self._fail(refused.smtp_code, refused.smtp_error)
        except smtplib.SMTPNotSupportedError as refused:
            raise PermanentFailure(str(refused)) from refused
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            failure = Unreachable if _silent(broken) else TemporaryFailure
            raise failure(f"{type(broken).__name__}: {broken}") from broken

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            try:
                self._connection.quit()
            except (smtplib.SMTPException, OSError):
                self._connection.close()
            self._connection = None

    def _connect(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._opened()
                self._greet(self._connection)
            except (smtplib.SMTPException, OSError) as refused:
                self._drop()
                raise Unreachable(f"{type(refused).__name__}: {refused}") from refused
        return self._connection

    def _opened(self) -> smtplib.SMTP:
        if self.encryption == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _greet(self, connection: smtplib.SMTP) -> None:
        if self.encryption == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if self.user and self.password:
            connection.login(self.user, self.password)

    def _fail(self, code: int, words: bytes | str) -> None:
        """A server that says 421 closes the connection."""
        said = words.decode(errors="replace") if isinstance(words, bytes) else words
        if code == CLOSING:
            self._drop()
        failure = PermanentFailure if 500 <= code < 600 else TemporaryFailure
        raise failure(f"{code} {said}")

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _silent(broken: Exception) -> bool:
    """Whether the time ran out; smtplib calls that a lost connection."""
    return isinstance(broken, TimeoutError) or isinstance(broken.__context__, TimeoutError)


class MailboxTransport:
    """A Maildir on this machine, for trying Baton out: an admin reads it in the portal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage) -> None:
        """Store the mail."""
        try:
            for part in ("tmp", "new", "cur"):  # Maildir makes them only where the folder itself is not there yet
                (self.folder / part).mkdir(parents=True, exist_ok=True)
            Maildir(self.folder).add(mail.as_bytes(policy=SMTPUTF8 if _needs_utf8(mail) else SMTP))
        except OSError as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def _needs_utf8(mail: EmailMessage) -> bool:
    """Addresses outside ASCII need SMTPUTF8; everything else is encoded the classic way."""
    return not all(str(mail[name] or "").isascii() for name in ("From", "To", "Reply-To"))
