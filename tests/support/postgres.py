"""A PostgreSQL of the test session's own, in a temporary folder: started in a second, gone at the end."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import psycopg

from scripts.lifeline import end_with_parent
from tests.support.folders import own_folder
from tests.support.ports import free_port

OLDEST = 15
# Nothing of a test outlives it, so no write has to reach the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
}


class PostgresMissing(Exception):
    """No usable PostgreSQL on this machine; the message says what to do."""


class Cluster:
    """One server on loopback; `url(name)` addresses a database in it."""

    def __init__(self) -> None:
        self.bin = _programs()
        self.home = own_folder("postgres")
        self.user = _unprivileged_user()
        self.port = 0
        self.server: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"postgresql://baton@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        if self.user:
            shutil.chown(self.home, self.user)
        self._run(
            "initdb",
            "-D",
            str(self.home / "data"),
            "-U",
            "baton",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        for _ in range(5):  # another program may take the free port before the server does
            self.port = free_port()
            if self._serve():
                return
        raise RuntimeError((self.home / "log").read_text())

    def stop(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)  # "fast": ends the sessions that are still open
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.server.send_signal(signal.SIGQUIT)
                self.server.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)

    def _serve(self) -> bool:
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        where = ["-D", str(self.home / "data"), "-p", str(self.port), "-k", str(self.home)]
        with (self.home / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [str(self.bin / "postgres"), *where, *settings],
                stdout=log,
                stderr=log,
                user=self.user,
                group=_group(self.user),
                extra_groups=None if self.user is None else [],
                start_new_session=True,  # Ctrl-C ends the tests first, then they end the server
                preexec_fn=partial(end_with_parent, signal.SIGINT),  # noqa: PLW1509 (no thread runs yet)
            )
        return self._answers(self.server)

    def _answers(self, server: subprocess.Popen[bytes]) -> bool:
        give_up = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < give_up:
            try:
                with psycopg.connect(self.url("postgres"), connect_timeout=2):
                    return True
            except psycopg.OperationalError:
                time.sleep(0.05)
        return False

    def _run(self, program: str, *words: str) -> None:
        result = subprocess.run(
            [self.bin / program, *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            user=self.user,
            group=_group(self.user),
            extra_groups=None if self.user is None else [],
        )
        if result.returncode:
            raise RuntimeError(f"{program} failed: {result.stderr}")


def _programs() -> Path:
    """The folder with the newest installed server."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.get_exec_path())]
    found = [(_version(folder), folder) for folder in folders if (folder / "initdb").exists()]
    usable = [(version, folder) for version, folder in found if version >= OLDEST and (folder / "postgres").exists()]
    if not usable:
        raise PostgresMissing(f"These tests need PostgreSQL {OLDEST} or newer: run `make test`, which installs it.")
    return max(usable)[1]


def _version(folder: Path) -> int:
    words = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", words)
    return int(number[0]) if number else 0


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; None where we are somebody else already."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None
