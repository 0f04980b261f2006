"""The applications under test, each on a port and a database of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from bench import processes
from bench.fields import submission
from bench.load import Answer, get
from scripts.lifeline import end_with_parent
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
PLAIN = ("-c", "bench/plain_gunicorn.py")


@dataclass(frozen=True)
class Application:
    """How it is served, where its form is, what its fields are called and which table holds what was posted."""

    name: str
    command: tuple[str, ...]
    path: str
    email_key: str
    token_key: str
    table: str


def gunicorn(target: str, *options: str) -> tuple[str, ...]:
    return ("gunicorn", "--log-level", "warning", "-w", "2", "-b", "127.0.0.1:{port}", *options, target)


def granian(target: str) -> tuple[str, ...]:
    one_thread = ("--blocking-threads", "1", "--no-ws")
    where = ("--host", "127.0.0.1", "--port", "{port}", "--workers", "2")
    return ("granian", "--interface", "wsgi", "--log-level", "warning", *where, *one_thread, target)


def baton(command: tuple[str, ...], name: str = "Baton") -> Application:
    return Application(name, command, "/f/contact-sales", "work_email", "form_token", "submission")


def minimal(command: tuple[str, ...], name: str = "minimal Flask") -> Application:
    return Application(name, command, "/form", "email", "csrf_token", "lead")


BATON = baton(gunicorn("wsgi:app"))
MINIMAL = minimal(gunicorn("bench.minimal:app", *PLAIN))
TUTORIAL = Application("tutorial Flask", gunicorn("bench.tutorial:app", *PLAIN), "/form", "email", "csrf_token", "lead")


@dataclass
class Server:
    """An application that runs. `start` gives the seconds until its first answer."""

    application: Application
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def database(self) -> Path:
        return self.folder / "bench.db"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "BATON_ENV": "production",
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "SECRET_KEY": "a-secret-of-the-benchmark-that-guards-nothing",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "BENCH_DATABASE": str(self.database),
            "MAILBOX_DIR": str(self.folder / "mailbox"),
            "SMTP_URL": "",
            "FORM_MIN_SECONDS": "0",
            "RATE_LIMITS": "off",
            "WEB_CONCURRENCY": "2",
        }

    def flask(self, *words: str) -> str:
        command = [str(TOOLS / "flask"), "--app", "wsgi", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def start(self) -> float:
        words = [word.format(port=self.port) for word in self.application.command]
        started = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(TOOLS / words[0]), *words[1:]],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 (one thread)
            )
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - started > 30:
                raise RuntimeError(f"{self.application.name} did not start:\n{self.log.read_text()}")
            time.sleep(0.01)
        return time.perf_counter() - started

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)

    def cpu_seconds(self) -> float:
        return processes.cpu_seconds(self.process.pid)

    def memory(self) -> tuple[float, float]:
        """Megabytes of the workers together, and of their master."""
        workers = [processes.pss_megabytes(child) for child in processes.children_of(self.process.pid)]
        return sum(workers), processes.pss_megabytes(self.process.pid)

    def visits(self, number: int) -> list[bytes]:
        return [get(self.application.path)] * number

    def submissions(self, forms: list[Answer]) -> list[bytes]:
        about = self.application
        return [submission(form, about.path, email_key=about.email_key, token_key=about.token_key) for form in forms]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False
