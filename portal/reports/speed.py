"""Speed to lead: how soon somebody who asked was answered.

The reason for measuring it: calls within 5 minutes instead of 30 made reaching a lead about 100 times more likely (six
companies, 2007; J. Oldroyd, Lead Response Management Study).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from sqlalchemy import ScalarSelect, func, select

from portal.models.base import db
from portal.models.handoff.activity import Activity
from portal.models.handoff.timer import Timer, TimerState
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.reports.funnel import Cohort, of_cohort
from portal.rules.handoff.activities import OUTBOUND
from portal.rules.handoff.promises import PromiseKind

FIVE_MINUTES = timedelta(minutes=5)


@dataclass(frozen=True)
class Speed:
    """Of so many SQLs how many were answered, how soon (wall clock), and how many first-contact promises were kept.

    ``median`` and ``ninth`` (nine of ten were answered by then) are None while nobody was answered.
    """

    name: str
    sqls: int
    answered: int
    within_five: int
    median: timedelta | None
    ninth: timedelta | None
    promised: int = 0
    kept: int = 0


@dataclass(frozen=True)
class SpeedReport:
    """Everybody together, then each owner."""

    total: Speed
    by_owner: tuple[Speed, ...]


def speed(cohort: Cohort) -> SpeedReport:
    """How soon the SQLs of the cohort were answered. Three queries over the cohort's days."""
    answerer = func.coalesce(_first_to_answer(), Lead.owner_id)
    sqls = select(answerer, Lead.sql_at, Lead.first_response_at)
    rows = db.session.execute(sqls.where(of_cohort(cohort), Lead.sql_at.is_not(None)))
    groups: dict[int | None, list[timedelta | None]] = defaultdict(list)
    for owner_id, sql_at, answered_at in rows:
        if sql_at is not None:
            groups[owner_id].append(_wait(sql_at, answered_at))
    kept = _promises(cohort)
    names = {row.id: row.name for row in db.session.execute(select(User.id, User.name))}
    owners = [
        _speed(names.get(owner or 0, "Nobody yet"), waits, kept.get(owner, (0, 0))) for owner, waits in groups.items()
    ]
    everything = [wait for waits in groups.values() for wait in waits]
    totals = (sum(promised for promised, _ in kept.values()), sum(good for _, good in kept.values()))
    return SpeedReport(
        _speed("Everybody", everything, totals),
        tuple(sorted(owners, key=lambda owner: (-owner.sqls, owner.name))),
    )


def _first_to_answer() -> ScalarSelect[int]:
    """Who answered the lead first: speed is theirs, whoever has the lead today."""
    return (
        select(Activity.user_id)
        .where(Activity.lead_id == Lead.id, Activity.at == Lead.first_response_at, Activity.kind.in_(OUTBOUND))
        .order_by(Activity.id)
        .limit(1)
        .correlate(Lead)
        .scalar_subquery()
    )


def _wait(asked: datetime, answered: datetime | None) -> timedelta | None:
    """Somebody who was answered before becoming an SQL did not wait at all."""
    return max(answered - asked, timedelta(0)) if answered else None


def _speed(name: str, waits: list[timedelta | None], promises: tuple[int, int]) -> Speed:
    answered = sorted(wait for wait in waits if wait is not None)
    promised, kept = promises
    return Speed(
        name=name,
        sqls=len(waits),
        answered=len(answered),
        within_five=sum(wait <= FIVE_MINUTES for wait in answered),
        median=_quantile(answered, 5),
        ninth=_quantile(answered, 9),
        promised=promised,
        kept=kept,
    )


def _quantile(waits: list[timedelta], tenths: int) -> timedelta | None:
    if len(waits) < 2:
        return waits[0] if waits else None
    return timedelta(seconds=quantiles([wait.total_seconds() for wait in waits], n=10, method="inclusive")[tenths - 1])


def _promises(cohort: Cohort) -> dict[int | None, tuple[int, int]]:
    """By owner: promises of first contact that came due or were met, and those that were met in (working) time."""
    in_time = func.count().filter(Timer.met_at <= Timer.due_at)
    query = (
        select(Timer.user_id, func.count(), in_time)
        .join(Lead, Timer.lead_id == Lead.id)
        .where(of_cohort(cohort), Timer.kind == PromiseKind.FIRST_CONTACT_BY)
        .where((Timer.state == TimerState.MET) | Timer.breached_at.is_not(None))
        .group_by(Timer.user_id)
    )
    return {owner: (promised, int(kept or 0)) for owner, promised, kept in db.session.execute(query)}
