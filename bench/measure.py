"""Rounds of load over several applications, in turns, so that a slow minute of the machine meets all of them."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.load import CONNECTIONS, Run, drive
from bench.servers import Server

WARM_UP = 60


@dataclass
class Measured:
    """One entry per round."""

    get_rates: list[float] = field(default_factory=list)
    post_rates: list[float] = field(default_factory=list)
    get_p95: list[float] = field(default_factory=list)
    post_p95: list[float] = field(default_factory=list)
    get_cpu: list[float] = field(default_factory=list)
    post_cpu: list[float] = field(default_factory=list)

    @property
    def get_rate(self) -> float:
        return median(self.get_rates)

    @property
    def post_rate(self) -> float:
        return median(self.post_rates)


def in_turns(servers: Sequence[Server], *, rounds: int, visits: int) -> dict[str, Measured]:
    """By name of the application. Each round asks for `visits` forms and sends every one of them."""
    for server in servers:
        one_round(server, WARM_UP, Measured())
    measured = {server.application.name: Measured() for server in servers}
    for _ in range(rounds):
        for server in servers:
            one_round(server, visits, measured[server.application.name])
    return measured


def one_round(server: Server, visits: int, into: Measured) -> None:
    cpu = server.cpu_seconds()
    shown = drive(server.port, server.visits(visits))
    _require(shown, server, 200)
    shown_cpu = server.cpu_seconds()
    into.get_cpu.append((shown_cpu - cpu) * 1000 / visits)
    before = stored(server)
    posts = server.submissions(shown.answers)
    posted = drive(server.port, posts)
    _require(posted, server, 302, 303)
    into.post_cpu.append((server.cpu_seconds() - shown_cpu) * 1000 / visits)
    kept = stored(server) - before
    acknowledged = posted.count(302, 303)
    if not acknowledged <= kept <= acknowledged + CONNECTIONS:
        raise RuntimeError(f"{server.application.name}: {acknowledged} acknowledged, {kept} stored")
    into.get_rates.append(shown.rate)
    into.post_rates.append(posted.rate)
    into.get_p95.append(shown.p95)
    into.post_p95.append(posted.p95)


def stored(server: Server) -> int:
    with sqlite3.connect(server.database, timeout=30) as connection:
        exists = "SELECT COUNT(*) FROM sqlite_master WHERE name = ?"
        if not connection.execute(exists, (server.application.table,)).fetchone()[0]:
            return 0
        found = connection.execute(f'SELECT COUNT(*) FROM "{server.application.table}"').fetchone()
    return int(found[0])


def _require(run: Run, server: Server, *statuses: int) -> None:
    wrong = [answer for answer in run.answers if answer.status not in statuses]
    if wrong:
        raise RuntimeError(
            f"{server.application.name}: {len(wrong)} answers like {wrong[0].status}\n{wrong[0].body[:800]}"
        )
