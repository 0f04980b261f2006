"""The worker's jobs beside the mail: each does one unit of work, commits it, and says whether there was any."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from portal.models.base import db
from portal.models.engine import begin_write
from portal.reports import due
from portal.reports.ledger import ledger
from portal.services.agreement import signing
from portal.services.forms import drifting
from portal.services.handoff import escalation
from portal.services.intake import abandoning, purging, rejudging, remembering, spam, sweeping, uploads
from portal.services.ops import ahead, calls, digests, heartbeats, tidying, watch

log = structlog.get_logger("baton.worker")
Run = Callable[[datetime], bool]
BATCH = 20
MANY = 500
POSTS_AT_ONCE = 100
FILES_AT_ONCE = 200
FACTS_AT_ONCE = 200


def _when(asked: Run, work: Callable[[datetime], object]) -> Run:
    """Ask first without the write lock; only then begin, work and commit."""

    def run(now: datetime) -> bool:
        if not asked(now):
            return False
        begin_write()
        worked = bool(work(now))
        db.session.commit()
        return worked

    return run


def _always(work: Callable[[datetime], object]) -> Run:
    """Work that is due by the clock alone, and is done with one unit."""

    def run(now: datetime) -> bool:
        begin_write()
        work(now)
        db.session.commit()
        return False

    return run


def _nightly_ledger(now: datetime) -> None:
    counted = ledger()
    watch.note_ledger(counted.difference, counted.open_without_owner, now=now)


def jobs(worker: str, uploads_in: Path) -> list[tuple[str, float, Run]]:
    """Name, pause in seconds when there was nothing to do, and the work. Files of visitors lie in ``uploads_in``."""
    return [
        ("heartbeat", 10, _always(lambda now: heartbeats.beat(worker, now))),
        ("promises", 1, _when(due.promises, lambda now: escalation.step_due_timers(now, BATCH))),
        ("sweep", 5, _when(due.unjudged, lambda now: sweeping.sweep_unjudged(now, BATCH))),
        ("held", 5, _when(due.held, lambda now: escalation.release_held(now, BATCH))),
        ("wake", 30, _when(due.sleepers, lambda now: escalation.wake_nurture(now, BATCH))),
        ("webhooks", 2, _when(due.webhooks, lambda now: calls.spread(now, FACTS_AT_ONCE))),
        ("agreements", 30, _when(due.agreements, signing.activate_due)),
        ("rejudging", 30, _when(due.rejudging, lambda now: rejudging.rejudge(now, BATCH))),
        ("drift", 3600, _when(lambda now: bool(drifting.owed(now)), drifting.tell)),
        ("digests", 60, _always(digests.owe)),
        ("tidy", 600, _always(tidying.tidy)),
        ("abandoned", 30, _when(due.fallen_silent, lambda now: abandoning.leave(now, BATCH))),
        ("spam", 3600, _always(lambda now: spam.purge(now, POSTS_AT_ONCE))),
        ("purge", 600, _when(purging.anything_due, lambda now: purging.purge(now, BATCH))),
        ("files", 600, _always(lambda now: uploads.purge_unclaimed(now, uploads_in, FILES_AT_ONCE))),
        ("forget", 600, _always(remembering.tidy)),
        ("ahead", 5, _when(due.unworked, lambda now: ahead.work_ahead(now, MANY))),
        ("ledger", 300, _when(due.nightly_ledger, _nightly_ledger)),
    ]
