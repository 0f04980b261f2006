"""The worker: everything that happens by itself. Any number may run; each job takes its rows for itself."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from portal.cli.caller import Caller
from portal.cli.jobs import jobs as standing_jobs
from portal.cli.post import Postman
from portal.models.base import db

log = structlog.get_logger("baton.worker")
PAUSE_SECONDS = 0.5
REST_AFTER_FAILURE = 5.0


@dataclass
class Job:
    """Something to do every so often; ``run`` does one unit of work, commits it, and says whether there was any."""

    name: str
    every: float
    run: Callable[[datetime], bool]
    due: float = 0.0


@click.command("worker")
@click.option("--once", is_flag=True, help="Do everything that is due now, then stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Do all background work: mail, promises, sweeps. Stops on SIGTERM or Ctrl-C after the job in hand."""
    stop = threading.Event()
    _stop_on_signals(stop)
    name = f"{socket.gethostname()}:{os.getpid()}"
    postman = Postman(current_app.config["BATON"])
    caller = Caller(current_app.config["BATON"])
    jobs = [  # last what goes out: what the others owe is sent at once
        *_jobs(name),
        Job(name="calls", every=1, run=caller.run),
        Job(name="mail", every=0, run=postman.deliver),
    ]
    while not stop.is_set():
        busy = turn(jobs, stop)
        if once and not busy:
            return
        if not busy:
            stop.wait(PAUSE_SECONDS)


def turn(jobs: list[Job], stop: threading.Event) -> bool:
    """Run every job that is due, once. A job that fails is logged and does not keep the others from running."""
    busy = False
    for job in jobs:
        if stop.is_set() or time.monotonic() < job.due:
            continue
        job.due = 0.0
        worked = _run(job)
        busy = busy or worked
        job.due = job.due or (0.0 if worked else time.monotonic() + job.every)
    return busy


def _run(job: Job) -> bool:
    try:
        return job.run(datetime.now(UTC))
    except Exception:
        log.exception("job failed", job=job.name)
        job.due = time.monotonic() + max(job.every, REST_AFTER_FAILURE)
        return False
    finally:
        db.session.rollback()
        db.session.remove()


def _jobs(worker_name: str) -> list[Job]:
    standing = standing_jobs(worker_name, current_app.config["BATON"].UPLOAD_DIR)
    return [Job(name=name, every=every, run=run) for name, every, run in standing]


def _stop_on_signals(stop: threading.Event) -> None:
    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
