"""Work done at the same moment, each piece in a thread with a session of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import current_app

from portal.models.base import db

T = TypeVar("T")
THREADS = 12
"""As many as a pool of connections lends out at once."""


def together(jobs: Iterable[Callable[[], T]], threads: int = THREADS) -> list[T]:
    """Run them side by side, as so many processes would; what each gave back, in the order given."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, for the threads

    def run(job: Callable[[], T]) -> T:
        with app.app_context():
            try:
                return job()
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(threads) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]
