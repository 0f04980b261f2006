"""The post: takes messages from the outbox, has them written, hands them over, and notes what became of each."""

import time
from datetime import datetime
from functools import partial

import structlog

from config import Config
from portal.mail.compose import compose
from portal.mail.links import Links
from portal.mail.message import build
from portal.mail.transport import (
    MailboxTransport,
    PermanentFailure,
    SmtpTransport,
    TemporaryFailure,
    Transport,
    Unreachable,
)
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.message import Message, MessageState
from portal.reports.briefing import brief_of
from portal.services.handoff.undelivered import on_dead_alert
from portal.services.ops import outbox
from portal.services.team import links as one_time_links

log = structlog.get_logger("baton.post")
BATCH = 20
BATCH_SECONDS = 15.0
"""A slow mail server must not keep the worker from its promises for longer."""


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
        until = time.monotonic() + BATCH_SECONDS
        with self.transport as transport:
            while claimed:
                reachable = self._settle(*claimed.pop(0), transport, now)
                if not reachable or time.monotonic() > until:
                    break
        _give_back(claimed)
        return bool(batch)

    def _settle(self, message_id: int, lease: str, transport: Transport, now: datetime) -> bool:
        """False when the mail server is out of reach."""
        begin_write()
        mine = outbox.renew(message_id, lease, lease_seconds=self.config.MAIL_LEASE)
        db.session.commit()
        if not mine:
            return True
        failure = self._hand_over(message_id, transport, now)
        begin_write()
        if failure is None:
            outbox.mark_sent(message_id, lease, now=now)
        else:
            self._note_failure(message_id, lease, failure, now)
        db.session.commit()
        return not isinstance(failure, Unreachable)

    def _hand_over(self, message_id: int, transport: Transport, now: datetime) -> Exception | None:
        """What went wrong; None for nothing. A letter that cannot be written waits like a mail that was not taken, and
        is visible in the outbox with its error."""
        try:
            message = db.session.get_one(Message, message_id)
            letter = compose(message, links=self.links, brief_of=brief_of, now=now)
            mail = build(letter, message, sender=self.config.MAIL_FROM, now=now)
            db.session.rollback()
            transport.send(mail)
        except (PermanentFailure, TemporaryFailure) as refused:
            return refused
        except Exception as error:
            log.exception("letter not written", message=message_id)
            return error
        return None

    def _note_failure(self, message_id: int, lease: str, failure: Exception, now: datetime) -> None:
        """What follows from a dead alert stands in a savepoint: an error there must not keep other mails waiting."""
        known = isinstance(failure, (PermanentFailure, TemporaryFailure))
        state = outbox.mark_failed(
            message_id,
            lease,
            error=str(failure) if known else f"{type(failure).__name__}: {failure}",
            permanent=isinstance(failure, PermanentFailure),
            base_seconds=self.config.MAIL_RETRY_BASE,
            now=now,
        )
        if state is not MessageState.DEAD:
            return
        try:
            with db.session.begin_nested():
                on_dead_alert(db.session.get_one(Message, message_id), now)
        except Exception:
            log.exception("dead alert not followed up", message=message_id)


def _give_back(claimed: list[tuple[int, str]]) -> None:
    """What was not tried is free for the next round, or for another worker, at once."""
    if claimed:
        begin_write()
        for message_id, lease in claimed:
            outbox.release(message_id, lease)
        db.session.commit()


def transport_of(config: Config) -> Transport:
    """The mail server of the settings, else the local mailbox."""
    server = config.SMTP_URL
    if server is None:
        return MailboxTransport(config.MAILBOX_DIR)
    return SmtpTransport(
        server.host, server.port, encryption=server.encryption, user=server.user, password=server.password
    )
