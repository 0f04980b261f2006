"""What pages and the intake ask of large tables, without the web around: `python -m bench.queries`.

Run by `bench.large` in a process of its own with the settings of the server that it measures; prints JSON of p95s.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from statistics import quantiles

from sqlalchemy import select

from bench.filling import NAMES, WORDS
from bench.kept import FIRST
from config import Config
from portal.app import create_app
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.reports import funnel, inbox, leads
from portal.reports.leads import Filters
from portal.reports.period import Period
from portal.rules.handoff.stages import WorkStatus
from portal.services.intake import matching

TIMES = 60
PAGE = 50
RANDOM = Random(1)


def main() -> None:
    with create_app(Config()).app_context():
        count = int(db.session.scalar(select(Lead.id).order_by(Lead.id.desc()).limit(1)) or 0) - FIRST
        now, rep = datetime.now(UTC), _busiest()
        print(
            json.dumps(
                {
                    "inbox": _p95(lambda: inbox.page(inbox.View.ACCEPT, rep)),
                    "dedupe": _p95(lambda: _known(_email(RANDOM.randrange(count)))),
                    "funnel": _p95(lambda: funnel.funnel(funnel.Cohort(Period.back_from(now.date(), 730)))),
                    "search by name": _p95(lambda: _search(_name(count), now)),
                    "search by a common name": _p95(lambda: _search(RANDOM.choice(NAMES), now)),
                    "search by company": _p95(lambda: _search(f"Firm {RANDOM.randrange(count // 4)}", now)),
                    "search by email": _p95(lambda: _search(f"person{RANDOM.randrange(count)}@firm", now)),
                    "search for nothing": _p95(lambda: _search(f"Nobody {RANDOM.randrange(count)}", now)),
                }
            )
        )


def _busiest() -> int:
    """The rep to whom most is offered."""
    offered = select(User.id).join(Lead, Lead.owner_id == User.id).where(Lead.status == WorkStatus.OFFERED)
    return int(db.session.scalar(offered.limit(1)) or 0)


def _known(email_key: str) -> None:
    """What the intake looks up of somebody who wrote before."""
    matching.open_lead(matching.known_person(email_key).id)


def _email(number: int) -> str:
    return f"person{number}@firm{number // 4}.example"


def _name(count: int) -> str:
    return f"{RANDOM.choice(WORDS)} {RANDOM.choice(NAMES)} {RANDOM.randrange(count)}"


def _search(words: str, now: datetime) -> None:
    query = leads.filtered(select(Lead), Filters(words=words), now).order_by(Lead.id.desc()).limit(PAGE)
    db.session.scalars(query).all()


def _p95(ask: Callable[[], object]) -> float:
    """Milliseconds. Each time in a transaction of its own, as a request has it."""
    spent = []
    for _ in range(TIMES):
        started = time.perf_counter()
        ask()
        db.session.rollback()
        spent.append((time.perf_counter() - started) * 1000)
    return quantiles(spent, n=20)[-1]


if __name__ == "__main__":
    main()
