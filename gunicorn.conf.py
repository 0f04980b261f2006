"""How gunicorn serves Baton, found by itself when it is started in this folder: `gunicorn wsgi:app`."""

import gc
import os
from pathlib import Path
from typing import Any

import gunicorn.http.wsgi
from dotenv import load_dotenv

from scripts.lifeline import end_with_parent

load_dotenv(Path(__file__).with_name(".env"))

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "sync"
# The application is loaded once and shared by the workers: half the memory, and a broken setting stops the start.
preload_app = True
timeout = 30
graceful_timeout = 30
# The heartbeat file in memory: on a slow disk its updates would look like a hung worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Its socket would be one file for every Baton of a user.
control_socket_disable = True

gunicorn.http.wsgi.SERVER = "Baton"

ALLOCATIONS = 20_000
"""New objects after which the collector looks for circles. The usual 700 are a fraction of one submission, nearly all
of which goes without it: a twentieth of its processor time went into looking."""


def when_ready(_server: Any) -> None:
    """Keeps the collector off the shared objects: touching them would copy their pages into every worker."""
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, worker: Any) -> None:
    """A worker outlives no master, and opens its own connections: one must not be used on both sides of a fork."""
    end_with_parent()
    gc.set_threshold(ALLOCATIONS)
    app = worker.app.wsgi()
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose(close=False)
