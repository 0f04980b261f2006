"""The worker: every job in its turn, none in the way of another, and an orderly end."""

import os
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.cli import jobs, worker
from portal.cli.worker import Job, turn
from portal.models.base import db
from portal.models.ops.heartbeat import Heartbeat
from portal.models.ops.message import Message, MessageState
from portal.services.ops import outbox
from tests.cli.conftest import run
from tests.support.browsing import anew
from tests.support.company import Company
from tests.support.portal import ROOT, TOOLS, RunningPortal, copy_database
from tests.support.smtp import MailServer

Db = scoped_session[Session]


def job(name: str, done: list[str], *, works: int = 0, every: float = 60, fails: bool = False) -> Job:
    """A job that has ``works`` units to do."""

    def run(_now: datetime) -> bool:
        done.append(name)
        if fails:
            raise RuntimeError("broken")
        return done.count(name) <= works

    return Job(name=name, every=every, run=run)


def test_a_job_with_more_to_do_comes_again_at_once_and_one_without_rests(session: Db) -> None:
    done: list[str] = []
    some = [job("busy", done, works=2), job("idle", done)]
    stop = threading.Event()
    assert [turn(some, stop) for _ in range(4)] == [True, True, False, False]
    assert done == ["busy", "idle", "busy", "busy"]


def test_a_job_that_fails_stops_no_other_and_rests(session: Db) -> None:
    done: list[str] = []
    some = [job("broken", done, fails=True, every=0), job("sound", done)]
    stop = threading.Event()
    turn(some, stop)
    turn(some, stop)
    assert done == ["broken", "sound"]


def test_a_job_that_fails_leaves_nothing_half_done(session: Db, house: Company) -> None:
    def half(_now: datetime) -> bool:
        outbox.enqueue("digest", "digest:half", user_id=house.mary.id, now=datetime.now(UTC))
        db.session.flush()
        raise RuntimeError("broken")

    turn([Job(name="half", every=0, run=half)], threading.Event())
    assert session.scalars(select(Message).where(Message.key == "digest:half")).first() is None


def test_no_job_begins_after_the_sign_to_stop(session: Db) -> None:
    done: list[str] = []
    stop = threading.Event()
    ending = Job(name="ending", every=0, run=lambda _now: stop.set() is not None)
    turn([ending, job("next", done)], stop)
    assert done == []


def test_once_does_what_is_due_and_ends(app: Flask, session: Db, house: Company) -> None:
    """Also what its own jobs owe: the mails leave with the same call."""
    waiting = select(Message).where(Message.state == MessageState.WAITING)
    assert session.scalars(waiting).all()
    session.commit()
    result = run(app, "worker", "--once")
    assert result.exit_code == 0
    assert set(session.scalars(select(Message.state))) == {MessageState.SENT}
    beat = session.scalars(select(Heartbeat)).one()
    assert beat.worker.endswith(f":{os.getpid()}")
    assert (datetime.now(UTC) - beat.beat_at).total_seconds() < 60


def test_what_a_job_owes_is_sent_in_the_same_call(
    app: Flask, session: Db, house: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def owe(now: datetime) -> bool:
        outbox.enqueue("digest", "digest:today", user_id=house.mary.id, now=now, payload={"day": "2026-11-02"})
        db.session.commit()
        return False

    monkeypatch.setattr(worker, "standing_jobs", lambda *_: [("digests", 60, owe)])
    run(app, "worker", "--once")
    anew()
    assert session.scalars(select(Message).where(Message.key == "digest:today")).one().state is MessageState.SENT


def test_each_job_says_nothing_to_do_on_a_quiet_night(session: Db, house: Company, tmp_path: Path) -> None:
    now = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
    for _name, _every, work in jobs.jobs("here:1", tmp_path):
        assert work(now) is False


@pytest.mark.one_database
def test_a_terminated_worker_finishes_the_mail_in_hand(demo: Path, tmp_path: Path, mail_server: MailServer) -> None:
    """Whatever the moment: no mail is half sent, and none that was sent is sent again."""
    portal = RunningPortal(tmp_path)
    copy_database(demo, portal.database)
    with closing(sqlite3.connect(portal.database)) as rows:
        (last,) = rows.execute("SELECT max(id) FROM message").fetchone()
        rows.execute("UPDATE message SET state='waiting', next_attempt_at=created_at WHERE id > ?", (last - 60,))
        rows.commit()
    with (tmp_path / "log").open("wb") as log:
        environment = {**portal.environment, "SMTP_URL": mail_server.url}
        command = [str(TOOLS / "flask"), "--app", "wsgi", "worker"]
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        give_up = time.monotonic() + 30
        while len(mail_server.messages) < 5 and time.monotonic() < give_up:
            time.sleep(0.005)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    with closing(sqlite3.connect(portal.database)) as rows:
        count = "SELECT count(*) FROM message WHERE state='sent' AND id > ?"
        (sent,) = rows.execute(count, (last - 60,)).fetchone()
        leased = rows.execute("SELECT count(*) FROM message WHERE state='waiting' AND lease IS NOT NULL").fetchone()[0]
    ids = [mail["Message-ID"] for mail in mail_server.messages]
    assert len(ids) == len(set(ids)) == sent
    assert leased == 0
