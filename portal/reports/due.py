"""Whether the worker has something to do: each question is one look at an index, without the write lock."""

from datetime import datetime, timedelta

from sqlalchemy import Select, String, cast, exists, func, literal, select

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.models.handoff.timer import Timer, TimerState
from portal.models.intake.lead import Lead
from portal.models.intake.progress import fallen_silent as silent_progress
from portal.models.intake.submission import unjudged as unjudged_submissions
from portal.models.ops.ahead import worked_up_to
from portal.models.ops.event import Event
from portal.models.ops.webhook import HookCall, Webhook, calls_due
from portal.rules.handoff.stages import WorkStatus

LEDGER_AT = timedelta(hours=2)


def promises(now: datetime) -> bool:
    """A promise whose next step has come."""
    return _any(select(Timer.id).where(Timer.state == TimerState.RUNNING, Timer.next_at <= now))


def unjudged(_now: datetime) -> bool:
    """A submission that could not be judged when it came."""
    return _any(unjudged_submissions(1))


def held(now: datetime) -> bool:
    """A lead that waits for somebody to be free, and whose next look has come."""
    return _any(select(Lead.id).where(Lead.status == WorkStatus.HELD, Lead.wake_at <= now))


def sleepers(now: datetime) -> bool:
    """A lead that was to be woken by now."""
    return _any(select(Lead.id).where(Lead.status == WorkStatus.NURTURE, Lead.wake_at <= now))


def fallen_silent(now: datetime) -> bool:
    """A form that somebody began, with an address, and has left alone for as long as it says."""
    return _any(silent_progress(now, 1))


def webhooks(_now: datetime) -> bool:
    """A webhook that has not been told what happened last."""
    active = Webhook.removed_at.is_(None), Webhook.paused_at.is_(None)
    newest = select(func.max(Event.id)).scalar_subquery()
    return _any(select(Webhook.id).where(*active, Webhook.seen_event_id < newest))


def calls(now: datetime) -> bool:
    """A call to a webhook that is to be made."""
    return _any(calls_due(now).with_only_columns(HookCall.id).limit(1))


def agreements(now: datetime) -> bool:
    """A signed agreement whose day has come."""
    signed = AgreementVersion.status == AgreementStatus.SIGNED
    return _any(select(AgreementVersion.id).where(signed, AgreementVersion.effective_at <= now))


def rejudging(_now: datetime) -> bool:
    """An agreement in force under which not every open lead was judged yet."""
    noted = Event.subject == literal("agreement:") + cast(AgreementVersion.id, String)
    done = exists().where(noted, Event.kind == "agreement.rejudged")
    return _any(select(AgreementVersion.id).where(AgreementVersion.status == AgreementStatus.ACTIVE, ~done))


def unworked(_now: datetime) -> bool:
    """Something happened that counts and phrases do not tell yet. Two short look-ups."""
    return _any(select(Event.id).where(Event.id > worked_up_to()))


def nightly_ledger(now: datetime) -> bool:
    """It is past two at night (UTC) and the ledger was not looked at today."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if now < midnight + LEDGER_AT:
        return False
    subject = f"day:{now:%Y-%m-%d}"
    return not _any(select(Event.id).where(Event.subject == subject, Event.kind == "ledger.checked"))


def _any(query: "Select[int] | Select[object]") -> bool:
    return db.session.scalars(query.limit(1)).first() is not None
