"""Baton on one machine: migrations, demo company, then web server and worker until Ctrl-C. `make run`."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from dotenv import load_dotenv

from config import Config, ConfigError
from scripts.lifeline import end_with_parent

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
FLASK = (str(TOOLS / "flask"), "--app", "wsgi")
GUNICORN = (str(TOOLS / "gunicorn"), "--log-level", "warning", "wsgi:app")
STOP_SECONDS = 35  # gunicorn's own patience with a request that is under way is 30


class Stopped(BaseException):
    """Ctrl-C, or SIGTERM. No Exception: nothing on the way may take it for an error of its own."""


class CannotRun(Exception):
    """A sentence for the person at the terminal."""


@dataclass
class Program:
    """A part of Baton that is kept running. Restarted when it dies, unless it dies at once three times in a row."""

    name: str
    command: tuple[str, ...]
    log: Path
    early_deaths: int = 0
    started: float = 0
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches it as an orderly SIGTERM from here and not past us."""
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 (this process has one thread)
            )

    def keep_running(self) -> None:
        code = self.process.poll()
        if code is None:
            return
        self.early_deaths = self.early_deaths + 1 if time.monotonic() - self.started < 5 else 1
        if self.early_deaths == 3:
            words = "\n".join(self.log.read_text().splitlines()[-20:])
            raise CannotRun(
                f"{words}\nThe {self.name} ends as soon as it is started (exit {code}); its last words above."
            )
        print(f"The {self.name} ended (exit {code}); starting it again.", flush=True)
        self.start()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main() -> int:
    # Named here because a shell that starts this in the background hands SIGINT over as ignored.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        load_dotenv(ROOT / ".env")
        serve(Config())
    except (ConfigError, CannotRun) as fault:
        print(fault, file=sys.stderr)
        return 1
    except Stopped:
        print("Baton has stopped.", flush=True)
    return 0


def stop(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped


def serve(settings: Config) -> None:
    refuse_taken_port(settings.PORT)
    print("Preparing the database ...", flush=True)
    flask("db", "upgrade", quietly=True)
    accounts = flask("demo")
    log = ROOT / "instance" / f"run-{settings.PORT}.log"
    log.unlink(missing_ok=True)
    programs = [Program("web server", GUNICORN, log), Program("worker", (*FLASK, "worker"), log)]
    try:
        for program in programs:
            program.start()
        wait_for_answer(f"http://127.0.0.1:{settings.PORT}/healthz", programs)
        print(f"\n{accounts}\n\nBaton is at {settings.BASE_URL}", flush=True)
        print(f"Ctrl-C stops it. What it has to say is in {log.relative_to(ROOT)}\n", flush=True)
        while True:
            time.sleep(0.3)
            for program in programs:
                program.keep_running()
    finally:
        end(programs)


def end(programs: list[Program]) -> None:
    until = time.monotonic() + STOP_SECONDS
    started = [program for program in programs if program.started]
    for program in started:
        program.stop()
    for program in started:
        program.wait(until)


def refuse_taken_port(port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as fault:
            raise CannotRun(f"Port {port} is not free ({fault.strerror}). Choose another: PORT=8001 make run") from None


def flask(*words: str, quietly: bool = False) -> str:
    """What a command of the portal printed. `quietly` keeps its chatter from the terminal, unless it fails."""
    errors = subprocess.PIPE if quietly else None
    result = subprocess.run([*FLASK, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, check=False)
    if result.returncode:
        print(result.stdout, result.stderr or "", sep="\n", file=sys.stderr)
        raise CannotRun(f"`flask --app wsgi {' '.join(words)}` failed (exit {result.returncode}); see its words above.")
    return result.stdout.strip()


def wait_for_answer(url: str, programs: list[Program]) -> None:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
            for program in programs:
                program.keep_running()


if __name__ == "__main__":
    sys.exit(main())
