"""The account of turns in a pool: counted when the rotation gives a lead, given back when the turn was none.

For every pool, the credits of its members less those given back equal its credited assignments less those credited back
(invariant 3). The pool's row is locked by whoever counts.
"""

from sqlalchemy import bindparam, update

from portal.models.base import db, table_of
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import Pool
from portal.models.hot import Hot
from portal.services.handoff.candidates import PoolNow, Standing
from portal.services.handoff.locking import lock_pool

_MEMBER, _POOL = table_of(PoolMember), table_of(Pool)

_TURN = Hot(
    update(_MEMBER)
    .where(_MEMBER.c.id == bindparam("member"))
    .values(assigned=_MEMBER.c.assigned + bindparam("counted"), last_served=bindparam("number"))
)
_SERVED = Hot(update(_POOL).where(_POOL.c.id == bindparam("pool")).values(served=bindparam("number")))


def count_turn(pool: PoolNow, member: Standing, *, credited: bool) -> None:
    """The member's turn in the rotation; without credit it only moves them to the end of the queue of equals."""
    number = pool.row.served + 1
    _TURN.run({"member": member.member_id, "counted": int(credited), "number": number})
    _SERVED.run({"pool": pool.row.id, "number": number})


def count_sticky(member: Standing) -> None:
    """A lead of their own prospect: outside the rotation."""
    values = {"sticky": _MEMBER.c.sticky + 1}
    db.session.execute(update(_MEMBER).where(_MEMBER.c.id == member.member_id).values(values))


def count_moved(pool_id: int, user_id: int) -> bool:
    """A manager's gift that counts as a turn; False when the user is no member of the pool."""
    return _count(pool_id, user_id, assigned=_MEMBER.c.assigned + 1)


def give_back(assignment: Assignment) -> None:
    """The turn was none; does nothing for one that was not counted, or was given back before."""
    if assignment.credited and not assignment.credited_back and assignment.pool_id is not None:
        assignment.credited_back = True
        _count(assignment.pool_id, assignment.user_id, credited_back=_MEMBER.c.credited_back + 1)


def take_again(assignment: Assignment) -> None:
    """The turn counts after all."""
    if assignment.credited_back and assignment.pool_id is not None:
        assignment.credited_back = False
        _count(assignment.pool_id, assignment.user_id, credited_back=_MEMBER.c.credited_back - 1)


def _count(pool_id: int, user_id: int, **values: object) -> bool:
    """The pool first, as for every turn: two who took member and pool in different order would block each other."""
    lock_pool(pool_id)
    member = update(_MEMBER).where(_MEMBER.c.pool_id == pool_id, _MEMBER.c.user_id == user_id)
    return bool(db.session.execute(member.values(values).returning(_MEMBER.c.id)).all())
