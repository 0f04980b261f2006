"""A whole Baton as an operator starts it: database with the demo company, web server, worker."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from config import Config
from scripts.lifeline import end_with_parent
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
SECRET = "a-secret-of-the-tests-that-guards-nothing"


@dataclass
class RunningPortal:
    """Web server and worker over an own SQLite database in `folder`. `log` holds what they said."""

    folder: Path
    port: int = field(default_factory=free_port)
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)
    processes: int = 1
    """Of the web server. A browser that shows one site in the frame of another keeps several waiting: it opens
    connections that it does not use."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "baton.db"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def variables(self) -> dict[str, str]:
        """Nothing of the developer's own settings may leak in: every setting is named here, or emptied."""
        return {
            "BATON_ENV": "development",
            "BASE_URL": self.url,
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SECRET_KEY": SECRET,
            "MAILBOX_DIR": str(self.folder / "mailbox"),
            "SMTP_URL": "",
            "MAIL_FROM": "",
            "METRICS_TOKEN": "",
            "FORM_MIN_SECONDS": "0",
            "COUNT_SECONDS": "0.1",
            "RATE_LIMITS": "off",
            "PASSWORD_COST": "test",
            "WEB_CONCURRENCY": str(self.processes),
            "PROXY_HOPS": "0",
        }

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.variables}

    def settings(self) -> Config:
        """As its own processes read them."""
        return Config(**self.variables)

    def flask(self, *words: str) -> str:
        """What a command of the portal printed."""
        command = [str(TOOLS / "flask"), "--app", "wsgi", *words]
        result = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if result.returncode:
            raise RuntimeError(f"flask {' '.join(words)}: {result.stdout}\n{result.stderr}")
        return result.stdout

    def start(self) -> None:
        self._start("gunicorn", "wsgi:app")
        self._start("flask", "--app", "wsgi", "worker")
        give_up = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > give_up or any(program.poll() is not None for program in self.programs):
                self.stop()
                raise RuntimeError(f"the portal did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        for program in self.programs:
            program.terminate()
        for program in self.programs:
            try:
                program.wait(15)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def _start(self, program: str, *words: str) -> None:
        with self.log.open("ab") as log:
            self.programs.append(
                subprocess.Popen(
                    [str(TOOLS / program), *words],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=end_with_parent,  # noqa: PLW1509 (it calls the kernel and takes no lock)
                )
            )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False


def copy_database(source: Path, target: Path) -> None:
    """With what still lies in the write-ahead log of the source."""
    with closing(sqlite3.connect(source)) as taken, closing(sqlite3.connect(target)) as made:
        taken.backup(made)


def demo_database(folder: Path) -> Path:
    """A database with the demo company, filled once and kept in `folder` for every worker of the test session."""
    kept = folder / "demo"
    if not kept.is_dir():
        filling = folder / "filling"
        shutil.rmtree(filling, ignore_errors=True)
        filling.mkdir(parents=True)
        portal = RunningPortal(filling)
        portal.flask("db", "upgrade")
        portal.flask("demo")
        filling.rename(kept)
    return kept / "baton.db"
