"""A whole Baton that is killed at random, and a crowd that goes on posting to it until each is acknowledged."""

import contextlib
import html
import os
import random
import re
import signal
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psycopg

from tests.support.portal import RunningPortal

WORDS = {
    "first_name": "Ada",
    "last_name": "Crash",
    "phone": "+1 415 555 2671",
    "job_title": "COO",
    "employees": "250",
    "annual_revenue": "10m_50m",
    "interest": "evaluation",
    "message": "On our own data, please.",
}
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"')
WEB, WORKER = 0, 1
NO_ANSWER = (urllib.error.URLError, OSError, HTTPException)
"""The last where the web was killed in the middle of an answer."""


@dataclass
class SoakPortal(RunningPortal):
    """Over any database, with a mail server, and quick to try again."""

    address: str = ""
    smtp: str = ""
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def environment(self) -> dict[str, str]:
        own = {"SMTP_URL": self.smtp, "WEB_CONCURRENCY": "2", "MAIL_RETRY_BASE": "0.2", "MAIL_LEASE": "5"}
        return {**super().environment, **own, "DATABASE_URL": self.address or f"sqlite:///{self.database}"}

    @property
    def kind(self) -> str:
        return "postgresql" if self.address else "sqlite"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says, past the portal."""
        if self.address:
            with psycopg.connect(self.address) as connection:
                return list(connection.execute(query.encode()).fetchall())
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            return connection.execute(query).fetchall()

    def kill(self, what: str) -> None:
        """-9 to one web process, to the web server as a whole, or to the worker; what died as a whole starts again."""
        place = WORKER if what == "worker" else WEB
        program = self.programs[place]
        self.kills[what] += 1
        if what == "web process":
            for child in _children(program.pid)[:1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            return
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()
        self._again(place)

    def revive(self) -> None:
        """Start again what ended by itself."""
        for place, program in enumerate(list(self.programs)):
            if program.poll() is not None:
                self._again(place)

    def _again(self, place: int) -> None:
        words = ("gunicorn", "wsgi:app") if place == WEB else ("flask", "--app", "wsgi", "worker")
        self._start(*words)
        self.programs[place] = self.programs.pop()


def _children(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in children.read_text().split()] if children.exists() else []


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        return None


@dataclass
class Crowd:
    """So many visitors of a form, each of whom tries until it is acknowledged. Keys of the acknowledged ones."""

    base: str
    size: int
    lost_replies: float = 0.05
    double_clicks: float = 0.03
    slug: str = "contact-sales"
    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    ends: float = field(default_factory=lambda: time.monotonic() + 600)

    def post(self, threads: int = 8) -> None:
        """All of them; raises what a visitor raised."""
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(self._visit, range(self.size)))

    def _visit(self, number: int) -> None:
        dice = random.Random(number)
        key = f"k{number}"
        body: bytes | None = None
        while time.monotonic() < self.ends:
            body = body or self._filled(key, number)
            if body is None:
                time.sleep(0.05)
                continue
            if dice.random() < self.double_clicks:
                threading.Thread(target=self._send, args=(body,), daemon=True).start()
            status = self._send(body)
            if status == 422:
                body = None
            elif status == 303 and dice.random() >= self.lost_replies:
                self.acknowledged.add(key)
                return

    def _filled(self, key: str, number: int) -> bytes | None:
        """The form as the page has it, filled in; None while nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.base}/f/{self.slug}", timeout=15) as page:
                text = page.read().decode()
        except NO_ANSWER:
            return None
        hidden = {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(text)}
        given = {**hidden, **WORDS, "work_email": f"{key}@x{number}.com", "company": f"Firm {number}"}
        return urllib.parse.urlencode(given).encode()

    def _send(self, body: bytes) -> int:
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(f"{self.base}/f/{self.slug}", body, timeout=30) as answer:
                status: int = answer.status
        except urllib.error.HTTPError as refused:
            status = refused.code
            refused.close()
        except NO_ANSWER:
            self.answers["no answer"] += 1
            time.sleep(0.05)
            return 0
        self.answers[str(status)] += 1
        if status >= 500:
            time.sleep(0.1)
        return status


@contextlib.contextmanager
def killed(portal: SoakPortal, every: float, what: Sequence[str], seed: int = 1) -> Iterator[None]:
    """Meanwhile something of the portal is killed every so many seconds."""
    over, dice = threading.Event(), random.Random(seed)

    def strike() -> None:
        while not over.wait(every):
            portal.kill(dice.choice(list(what)))
            portal.revive()

    thread = threading.Thread(target=strike)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        portal.revive()


def drained(portal: SoakPortal, seconds: float = 120) -> bool:
    """Wait until nothing is left to send."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        portal.revive()
        if portal.rows("SELECT count(*) FROM message WHERE state = 'waiting'")[0][0] == 0:
            return True
        time.sleep(0.5)
    return False


def told(figures: Mapping[str, object]) -> None:
    """Print figures: they are what a soak is for."""
    print("\n   " + ", ".join(f"{name} {figure}" for name, figure in figures.items()))  # noqa: T201
