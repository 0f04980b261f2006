"""Webhooks: made, changed, paused and removed by admins. What is owed to them is ``services.ops.calls``' business."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.ops.event import Event
from portal.models.ops.webhook import Webhook
from portal.models.team.user import User
from portal.services.ops import history

SECRET_PREFIX = "whsec_"  # noqa: S105  what secrets of the Standard Webhooks specification begin with


@dataclass(frozen=True)
class Wanted:
    """What an admin asks for; ``form_id`` None means every form."""

    name: str
    url: str
    kinds: Sequence[str]
    form_id: int | None = None


def make(wanted: Wanted, *, by: User, now: datetime) -> Webhook:
    """It is told what happens from now on."""
    webhook = Webhook(
        name=wanted.name,
        url=wanted.url,
        kinds=list(wanted.kinds),
        form_id=wanted.form_id,
        secret=new_secret(),
        seen_event_id=db.session.scalar(select(func.max(Event.id))) or 0,
        created_by_id=by.id,
        created_at=now,
    )
    db.session.add(webhook)
    db.session.flush()
    _record("webhook.made", webhook, by, now)
    return webhook


def change(webhook: Webhook, wanted: Wanted, *, by: User, now: datetime) -> None:
    """Calls that are owed already go to the new address."""
    webhook.name, webhook.url = wanted.name, wanted.url
    webhook.kinds, webhook.form_id = list(wanted.kinds), wanted.form_id
    _record("webhook.changed", webhook, by, now)


def renew_secret(webhook: Webhook, *, by: User, now: datetime) -> None:
    """Calls are signed with a new secret from now on."""
    webhook.secret = new_secret()
    _record("webhook.secret_renewed", webhook, by, now)


def pause(webhook: Webhook, *, by: User, now: datetime) -> None:
    """Nothing is sent until it is resumed; what happens meanwhile is told then."""
    if webhook.paused_at is None:
        webhook.paused_at = now
        _record("webhook.paused", webhook, by, now)


def resume(webhook: Webhook, *, by: User, now: datetime) -> None:
    """Go on where it was paused."""
    if webhook.paused_at is not None:
        webhook.paused_at = None
        _record("webhook.resumed", webhook, by, now)


def remove(webhook: Webhook, *, by: User, now: datetime) -> None:
    """Nothing is told any more; the log of its calls stays."""
    if webhook.removed_at is None:
        webhook.removed_at = now
        _record("webhook.removed", webhook, by, now)


def new_secret() -> str:
    """Thirty-two random bytes, in the notation of the specification."""
    return SECRET_PREFIX + b64encode(secrets.token_bytes(32)).decode()


def _record(kind: str, webhook: Webhook, by: User, now: datetime) -> None:
    history.record(kind, f"webhook:{webhook.id}", now=now, actor=by)
    db.session.flush()
