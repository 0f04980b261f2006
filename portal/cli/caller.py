"""The caller: makes the calls that are owed to webhooks, and notes what became of each."""

from datetime import datetime

import structlog

from config import Config
from portal.mail.hooks.body import body_of
from portal.mail.hooks.transport import Call, CallFailed, send
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.event import Event
from portal.models.ops.webhook import HookCall, Webhook
from portal.reports import due
from portal.services.ops import calls

log = structlog.get_logger("baton.caller")


class Caller:
    """One call after the other; a receiver that hangs costs ten seconds, and the next worker makes other calls."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def run(self, now: datetime) -> bool:
        """Make one call that is due; False when there was none."""
        if not due.calls(now):
            return False
        begin_write()
        owed = calls.claim(now)
        claimed = (owed.id, owed.attempts) if owed else None
        db.session.commit()
        if claimed is None:
            return False
        call = db.session.get_one(HookCall, claimed[0])
        letter = self._written(call)
        db.session.rollback()
        status, failure = None, None
        try:
            status = send(letter, now=now, private=self.config.ALLOW_PRIVATE_HOSTS)
        except CallFailed as fault:
            failure = fault
        begin_write()
        self._settle(claimed, status, failure, now)
        db.session.commit()
        return True

    def _written(self, call: HookCall) -> Call:
        webhook = db.session.get_one(Webhook, call.webhook_id)
        body = body_of(db.session.get_one(Event, call.event_id), self.config.BASE_URL)
        return Call(f"baton_{webhook.id}_{call.event_id}", webhook.url, webhook.secret, body)

    def _settle(self, claimed: tuple[int, int], status: int | None, failure: CallFailed | None, now: datetime) -> None:
        if status is not None:
            calls.delivered(*claimed, status=status, now=now)
            return
        call = db.session.get_one(HookCall, claimed[0])
        if failure is not None and call.attempts == claimed[1]:
            base = self.config.MAIL_RETRY_BASE
            calls.failed(call, status=failure.status, error=str(failure), base_seconds=base, now=now)
            log.warning("webhook call failed", call=call.id, status=failure.status)
