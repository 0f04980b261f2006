"""A company with a great many leads beside one without: what a submission costs, and the pages that read them."""

import http.cookiejar
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from statistics import quantiles
from urllib.parse import urlencode

from bench import processes
from bench.figures import Figure
from bench.filling import fill
from bench.kept import FIRST
from bench.measure import in_turns
from bench.servers import ROOT, TOOLS, Server
from portal.services.ops.ahead import SETTLED

ASKED = 60
PIECE = 1 << 16
MUSTS = {
    "inbox": 2.0,
    "dedupe": 0.5,
    "funnel": 20.0,
    "search by name": 30.0,
    "search by a common name": 30.0,
    "search by company": 30.0,
    "search by email": 30.0,
    "search for nothing": 30.0,
}
LABELS = {
    "inbox": "inbox, its query",
    "dedupe": "dedupe look-up",
    "funnel": "funnel of 24 months by 12 sources",
}


Ready = Callable[[], tuple[Server, str]]


def figures(stack: ExitStack, ready: Ready, count: int, rounds: int, visits: int) -> list[Figure]:
    """``ready`` gives a server over the demo company and the password of its accounts."""
    (empty, _), (large, password) = ready(), ready()
    fill(large.database, count)
    for server in (empty, large):
        server.start()
        stack.callback(server.stop)
    found = [_posted(empty, large, rounds, visits)]
    _caught_up(large)
    rep, manager = (_signed_in(large, f"{name}@demo.example.com", password) for name in ("rep1", "manager"))
    found += [_query(name, p95) for name, p95 in _queries(large).items()]
    found += [
        _page("inbox, whole page", rep, f"{_address(large)}/inbox"),
        _page("leads, first page", manager, f"{_address(large)}/leads"),
        _page("leads, a page in the middle", manager, f"{_address(large)}/leads?before={FIRST + count // 2}"),
        *_file(large, manager, count),
    ]
    return [replace(figure, name=f"{count:,} leads: {figure.name}") for figure in found]


def _posted(empty: Server, large: Server, rounds: int, visits: int) -> Figure:
    """Both in turns, as Baton and its baselines."""
    turns = [server for _ in range(rounds) for server in (empty, large)]
    measured = [in_turns([server], rounds=1, visits=visits)[server.application.name] for server in turns]
    rates = [sorted(one.post_rate for one in measured[place::2])[rounds // 2] for place in (0, 1)]
    return Figure("POST, against an empty database", rates[1] / rates[0], " x", 0.8, "at least")


def _caught_up(server: Server) -> None:
    """What was posted is worked ahead, as by a worker that has run all the while."""
    time.sleep(SETTLED.total_seconds() + 1)
    server.flask("worker", "--once")


def _queries(server: Server) -> dict[str, float]:
    command = [str(TOOLS / "python"), "-m", "bench.queries"]
    told = subprocess.run(command, cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def _query(name: str, p95: float) -> Figure:
    return Figure(f"{LABELS.get(name, name)}, p95", p95, " ms", MUSTS[name])


def _address(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


def _signed_in(server: Server, email: str, password: str) -> urllib.request.OpenerDirector:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{_address(server)}/login").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        sys.exit("The sign-in page shows no csrf_token")
    form = {"csrf_token": token[1], "email": email, "password": password}
    browser.open(f"{_address(server)}/login", urlencode(form).encode()).read()
    return browser


def _page(name: str, browser: urllib.request.OpenerDirector, address: str) -> Figure:
    spent = []
    for _ in range(ASKED):
        started = time.perf_counter()
        answer = browser.open(address)
        body = answer.read()
        spent.append((time.perf_counter() - started) * 1000)
        if answer.url != address or b"csrf" not in body:
            sys.exit(f"{address} led to {answer.url}")
    return Figure(f"{name}, p95", quantiles(spent[ASKED // 6 :], n=20)[-1], " ms", 15)


def _file(server: Server, browser: urllib.request.OpenerDirector, count: int) -> tuple[Figure, Figure]:
    """Every lead as CSV: lines a second, and the memory that the workers gained meanwhile."""
    before, _ = server.memory()
    started, lines, most = time.perf_counter(), 0, before
    answer = browser.open(f"{_address(server)}/leads.csv")
    while piece := answer.read(PIECE):
        lines += piece.count(b"\n")
        if lines % 50 == 0:
            most = max(most, sum(processes.pss_megabytes(child) for child in processes.children_of(server.process.pid)))
    if lines <= count:
        sys.exit(f"{count:,} leads are {lines:,} lines of the file")
    return (
        Figure("leads as CSV", lines / (time.perf_counter() - started), " lines/s", 50_000, "at least"),
        Figure("memory gained by it", max(most, server.memory()[0]) - before, " MB"),
    )
