"""`make run`, from the prompt to Ctrl-C, without the installing."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import children_of
from tests.support.portal import RunningPortal, copy_database

ROOT = Path(__file__).resolve().parents[2]
STARTER = (sys.executable, "-m", "scripts.run")


@contextmanager
def start(folder: Path, demo: Path) -> Iterator[tuple[subprocess.Popen[bytes], RunningPortal]]:
    place = RunningPortal(folder)
    copy_database(demo, place.database)
    with place.log.open("wb") as log:
        starter = subprocess.Popen(
            STARTER, cwd=ROOT, env=place.environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        until(lambda: f"Baton is at {place.url}" in place.log.read_text(), place)
        yield starter, place
    finally:
        starter.terminate()
        starter.wait(40)


def until(happened: Callable[[], bool], place: RunningPortal, seconds: float = 40) -> None:
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, place.log.read_text()
        time.sleep(0.1)


def answers(place: RunningPortal) -> bool:
    try:
        with urllib.request.urlopen(f"{place.url}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def family(pid: int) -> set[int]:
    return {pid}.union(*(family(child) for child in children_of(pid)))


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def test_it_runs_until_ctrl_c(tmp_path: Path, demo: Path) -> None:
    with start(tmp_path, demo) as (starter, place):
        assert answers(place)
        assert "rep1@demo.example.com" in place.log.read_text()
        everybody = family(starter.pid)
        assert len(everybody) >= 4  # the starter, the web server with its worker, the portal's worker
        os.killpg(starter.pid, signal.SIGINT)
        assert starter.wait(20) == 0
        assert alive(everybody) == set()
        assert not answers(place)


def test_what_dies_is_started_again(tmp_path: Path, demo: Path) -> None:
    with start(tmp_path, demo) as (starter, place):
        before = children_of(starter.pid)
        for program in before:
            os.kill(program, signal.SIGKILL)
        until(lambda: len(children_of(starter.pid)) == 2 and not set(children_of(starter.pid)) & set(before), place)
        until(lambda: answers(place), place)


def test_nothing_outlives_a_killed_starter(tmp_path: Path, demo: Path) -> None:
    with start(tmp_path, demo) as (starter, place):
        everybody = family(starter.pid)
        starter.kill()
        starter.wait()
        until(lambda: not alive(everybody), place)


def refused(folder: Path, **settings: str) -> str:
    """What the starter says when it does not start."""
    result = subprocess.run(
        STARTER,
        cwd=ROOT,
        env={**RunningPortal(folder).environment, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} is not free" in refused(tmp_path, PORT=str(port))


def test_wrong_settings_are_all_told_at_once(tmp_path: Path) -> None:
    told = refused(tmp_path, SECRET_KEY="short", RATE_LIMITS="perhaps")
    assert "SECRET_KEY is too short" in told
    assert "RATE_LIMITS must be on or off" in told
