"""Signs of life: each worker says that it is there; the ones that fell silent are forgotten after a day."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from portal.models.base import db
from portal.models.ops.heartbeat import Heartbeat

FORGET_AFTER = timedelta(days=1)


def beat(worker: str, now: datetime) -> None:
    """Note that the worker (``host:pid``) is alive."""
    row = db.session.get(Heartbeat, worker)
    if row is None:
        db.session.add(Heartbeat(worker=worker, started_at=now, beat_at=now))
    else:
        row.beat_at = now
    db.session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGET_AFTER))
    db.session.flush()
