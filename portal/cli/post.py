"""The post: takes messages from the outbox, has them written, hands them over, and notes what became of each."""

from datetime import datetime
from functools import partial

import structlog

from config import Config
from portal.mail.compose import compose
from portal.mail.links import Links
from portal.mail.message import build
from portal.mail.transport import MailboxTransport, PermanentFailure, SmtpTransport, TemporaryFailure, Transport
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.message import Message, MessageState
from portal.reports.briefing import brief_of
from portal.services.handoff.undelivered import on_dead_alert
from portal.services.ops import outbox
from portal.services.team import links as one_time_links

log = structlog.get_logger("baton.post")
BATCH = 20


class Postman:
    """Delivers in batches over one connection. A mail reaches the server at least once; its fixed Message-ID lets the
    rare second copy fold (a worker that dies between the server's answer and our note sends it again)."""

    def __init__(self, config: Config, transport: Transport | None = None) -> None:
        self.config = config
        self.transport = transport or transport_of(config)
        token = partial(one_time_links.token_of, secret=config.SECRET_KEY)
        self.links = Links(config.BASE_URL, config.SECRET_KEY, token)

    def deliver(self, now: datetime) -> bool:
        """Send what is due; False when there was nothing. Every message is settled in a transaction of its own."""
        if not outbox.anything_due(now):
            return False
        begin_write()
        batch = outbox.claim(limit=BATCH, lease_seconds=self.config.MAIL_LEASE, now=now)
        claimed = [(message.id, message.lease or "") for message in batch]
        db.session.commit()
        with self.transport as transport:
            for message_id, lease in claimed:
                self._settle(message_id, lease, transport, now)
        return bool(claimed)

    def _settle(self, message_id: int, lease: str, transport: Transport, now: datetime) -> None:
        begin_write()
        mine = outbox.renew(message_id, lease, lease_seconds=self.config.MAIL_LEASE)
        db.session.commit()
        if not mine:
            return
        failure, permanent = self._hand_over(message_id, transport, now)
        begin_write()
        if failure is None:
            outbox.mark_sent(message_id, lease, now=now)
        else:
            self._note_failure(message_id, lease, failure, permanent=permanent, now=now)
        db.session.commit()

    def _hand_over(self, message_id: int, transport: Transport, now: datetime) -> tuple[str | None, bool]:
        """What went wrong (None: nothing) and whether it is final. A letter that cannot be written waits like a mail
        that was not taken, and is visible in the outbox with its error."""
        try:
            message = db.session.get_one(Message, message_id)
            letter = compose(message, links=self.links, brief_of=brief_of, now=now)
            mail = build(letter, message, sender=self.config.MAIL_FROM, now=now)
            db.session.rollback()
            transport.send(mail)
        except PermanentFailure as refused:
            return str(refused), True
        except TemporaryFailure as refused:
            return str(refused), False
        except Exception as error:
            log.exception("letter not written", message=message_id)
            return f"{type(error).__name__}: {error}", False
        return None, False

    def _note_failure(self, message_id: int, lease: str, error: str, *, permanent: bool, now: datetime) -> None:
        state = outbox.mark_failed(
            message_id, lease, error=error, permanent=permanent, base_seconds=self.config.MAIL_RETRY_BASE, now=now
        )
        if state is MessageState.DEAD:
            on_dead_alert(db.session.get_one(Message, message_id), now)


def transport_of(config: Config) -> Transport:
    """The mail server of the settings, else the local mailbox."""
    server = config.SMTP_URL
    if server is None:
        return MailboxTransport(config.MAILBOX_DIR)
    return SmtpTransport(
        server.host, server.port, encryption=server.encryption, user=server.user, password=server.password
    )
