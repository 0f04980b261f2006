"""`make run`, from the prompt to Ctrl-C, without the installing."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.processes import children_of
from tests.support.portal import RunningPortal, copy_database

STARTER = (sys.executable, "-m", "scripts.run")


@pytest.fixture
def place(tmp_path: Path, demo: Path) -> RunningPortal:
    """Settings and a filled database; nothing runs yet."""
    portal = RunningPortal(tmp_path)
    copy_database(demo, portal.database)
    return portal


@pytest.fixture
def started(place: RunningPortal, repository: Path) -> Iterator[subprocess.Popen[bytes]]:
    with place.log.open("wb") as log:
        starter = subprocess.Popen(
            STARTER, cwd=repository, env=place.environment, stdout=log, stderr=log, start_new_session=True
        )
    until(lambda: f"Baton is at {place.url}" in place.log.read_text(), place)
    yield starter
    starter.kill()
    starter.wait()


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


def test_it_says_where_it_is_and_who_may_sign_in(started: subprocess.Popen[bytes], place: RunningPortal) -> None:
    assert answers(place)
    assert "rep1@demo.example.com" in place.log.read_text()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_everything(
    started: subprocess.Popen[bytes], place: RunningPortal, ending: signal.Signals
) -> None:
    everybody = family(started.pid)
    assert len(everybody) >= 4  # the starter, the web server with its worker, the portal's worker
    os.killpg(started.pid, ending)
    assert started.wait(20) == 0
    assert alive(everybody) == set()
    assert not answers(place)


def test_what_dies_is_started_again(started: subprocess.Popen[bytes], place: RunningPortal) -> None:
    before = children_of(started.pid)
    for program in before:
        os.kill(program, signal.SIGKILL)
    until(lambda: len(children_of(started.pid)) == 2 and not set(children_of(started.pid)) & set(before), place)
    until(lambda: answers(place), place)


def test_nothing_outlives_a_killed_starter(started: subprocess.Popen[bytes], place: RunningPortal) -> None:
    everybody = family(started.pid)
    started.kill()
    started.wait()
    until(lambda: not alive(everybody - {started.pid}), place)


def test_a_taken_port_is_named(started: subprocess.Popen[bytes], place: RunningPortal, repository: Path) -> None:
    second = subprocess.run(STARTER, cwd=repository, env=place.environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"Port {place.port} is not free" in second.stderr


def test_wrong_settings_are_all_told_at_once(place: RunningPortal, repository: Path) -> None:
    settings = {**place.environment, "SECRET_KEY": "short", "RATE_LIMITS": "perhaps"}
    refused = subprocess.run(STARTER, cwd=repository, env=settings, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "SECRET_KEY is too short" in refused.stderr
    assert "RATE_LIMITS must be on or off" in refused.stderr
    assert "Traceback" not in refused.stderr
