"""Working off several leads in one transaction, so that one bad lead does not stop the clock of the others."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.services.handoff.locking import lock_pools, skipping_locked

log = structlog.get_logger("baton.handoff")
REST = timedelta(minutes=5)
"""How long a lead is left alone after its turn failed."""


def taken(query: Select[Lead]) -> Sequence[Lead]:
    """The query's leads that nobody else works on now, locked, as they are stored now."""
    leads = db.session.scalars(skipping_locked(query).execution_options(populate_existing=True)).all()
    if leads:
        lock_pools()
    return leads


def each(leads: Sequence[Lead], work: Callable[[Lead], None], put_off: Callable[[Lead], None]) -> int:
    """Do the work on every lead, each in a savepoint; one that fails is logged and put off. How many went well."""
    done = 0
    for lead in leads:
        lead_id = lead.id
        try:
            with db.session.begin_nested():
                work(lead)
            done += 1
        except Exception:  # whatever is wrong with this lead, the promises on the others still run
            log.exception("lead put off", lead=lead_id)
            put_off(lead)
    db.session.flush()
    return done
