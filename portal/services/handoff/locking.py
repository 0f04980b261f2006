"""One writer at a time on a lead, and on a pool's rotation.

Whoever changes a lead takes its row first, then a pool's, then everything else: with one order there is no deadlock.
The locks (FOR NO KEY UPDATE) leave foreign-key checks of others alone. On SQLite the writing transaction
(``engine.begin_write``) is the lock.
"""

from sqlalchemy import Select, bindparam, select

from portal.models.base import db
from portal.models.handoff.pool import Pool
from portal.models.intake.lead import Lead

_POOL = select(Pool.id).where(Pool.id == bindparam("pool")).with_for_update(key_share=True)


def lock(lead: Lead) -> Lead:
    """The lead as it is stored now, and nobody else's until the transaction ends. Writes what is unwritten."""
    db.session.flush()
    db.session.refresh(lead, with_for_update={"of": Lead, "key_share": True})
    return lead


def skipping_locked(query: Select[Lead]) -> Select[Lead]:
    """The query's leads that no other worker has in hand, locked."""
    return query.with_for_update(of=Lead, skip_locked=True, key_share=True)


def lock_pool(pool_id: int) -> None:
    """The pool's rotation, before anything of its members is changed."""
    db.session.execute(_POOL, {"pool": pool_id})


def lock_pools() -> None:
    """Every pool at once, in one order: whoever routes several leads would else wait in a ring with somebody."""
    db.session.execute(select(Pool.id).order_by(Pool.id).with_for_update(key_share=True))
