"""`make bench`: what Baton must reach, beside two baselines and over LARGE leads (100,000; 0 leaves them out).

SERVERS=1 compares the WSGI servers instead.
"""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench import builder, large, servers
from bench.figures import Figure, table
from bench.measure import Measured, in_turns
from bench.servers import Application, Server

ROUNDS = int(os.environ.get("ROUNDS") or 5)
VISITS = int(os.environ.get("VISITS") or 400)
LARGE = int(os.environ.get("LARGE", "100000"))


def main() -> int:
    figures = (
        compare_servers()
        if os.environ.get("SERVERS")
        else [*against_baselines(), *builder.figures(), *with_many_leads()]
    )
    print(table(figures))
    return 0 if all(figure.ok for figure in figures) else 1


def against_baselines() -> list[Figure]:
    with ExitStack() as stack:
        baton = _ready(stack, servers.BATON)
        starts = [_started(baton) for _ in range(3)]
        running = [baton, _ready(stack, servers.MINIMAL), _ready(stack, servers.TUTORIAL)]
        for server in running:
            server.start()
            stack.callback(server.stop)
        measured = in_turns(running, rounds=ROUNDS, visits=VISITS)
        workers, master = baton.memory()
    own, least, tutorial = (measured[server.application.name] for server in running)
    return [
        Figure("GET of the form, against minimal Flask", own.get_rate / least.get_rate, " x", 0.7, "at least"),
        Figure("POST of an enquiry, against minimal Flask", own.post_rate / least.post_rate, " x", 0.3, "at least"),
        Figure("POST of an enquiry, against tutorial Flask", own.post_rate / tutorial.post_rate, " x", 1.5, "at least"),
        Figure("GET, p95 at 16 connections", median(own.get_p95), " ms", 20),
        Figure("POST, p95 at 16 connections", median(own.post_p95), " ms", 45),
        Figure("processor time of a submission", median(own.post_cpu), " ms", 4.5),
        Figure("memory of two web workers", workers, " MB", 140),
        Figure("memory of their master", master, " MB"),
        Figure("cold start to the first answer", median(starts), " s", 1.5),
        *(figure for server in running for figure in _speeds(server, measured[server.application.name])),
    ]


def with_many_leads() -> list[Figure]:
    if not LARGE:
        return []
    with ExitStack() as stack:
        return large.figures(stack, lambda: _with_password(stack), LARGE, rounds=ROUNDS, visits=VISITS)


def _with_password(stack: ExitStack) -> tuple[Server, str]:
    server = _ready(stack, servers.BATON)
    return server, server.flask("demo").rpartition("Password:")[2].split()[0]


def compare_servers() -> list[Figure]:
    """On Baton itself and on the minimal baseline."""
    if not (servers.TOOLS / "granian").exists():
        sys.exit("The comparison needs granian, which Baton does not: .venv/bin/pip install granian==2.8.7")
    candidates = (
        servers.baton(servers.gunicorn("wsgi:app"), "Baton, gunicorn"),
        servers.baton(servers.granian("wsgi:app"), "Baton, granian"),
        servers.minimal(servers.gunicorn("bench.minimal:app", *servers.PLAIN), "minimal, gunicorn"),
        servers.minimal(servers.granian("bench.minimal:app"), "minimal, granian"),
    )
    figures: list[Figure] = []
    with ExitStack() as stack:
        running = [_ready(stack, candidate) for candidate in candidates]
        for server in running:
            figures.append(Figure(f"{server.application.name}: cold start", server.start(), " s"))
            stack.callback(server.stop)
        measured = in_turns(running, rounds=ROUNDS, visits=VISITS)
        for server in running:
            workers, master = server.memory()
            figures += _speeds(server, measured[server.application.name])
            figures.append(Figure(f"{server.application.name}: memory of workers", workers, " MB"))
            figures.append(Figure(f"{server.application.name}: memory of the master", master, " MB"))
    return figures


def _speeds(server: Server, measured: Measured) -> list[Figure]:
    name = server.application.name
    return [
        Figure(f"{name}: GET", measured.get_rate, " /s"),
        Figure(f"{name}: POST", measured.post_rate, " /s"),
        Figure(f"{name}: GET, processor time", median(measured.get_cpu), " ms"),
        Figure(f"{name}: POST, processor time", median(measured.post_cpu), " ms"),
        Figure(f"{name}: GET, p95", median(measured.get_p95), " ms"),
        Figure(f"{name}: POST, p95", median(measured.post_p95), " ms"),
    ]


def _ready(stack: ExitStack, application: Application) -> Server:
    """With a fresh database; Baton's holds the demo company, whose form is measured."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="baton-bench-", ignore_cleanup_errors=True))
    server = Server(application, Path(folder))
    if "wsgi:app" in application.command:
        server.flask("db", "upgrade")
        server.flask("demo")
    return server


def _started(server: Server) -> float:
    seconds = server.start()
    server.stop()
    return seconds


if __name__ == "__main__":
    sys.exit(main())
