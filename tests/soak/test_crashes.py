"""Nothing is lost: the portal is killed with -9 while a crowd posts, and mail is refused, dropped and kept in silence.

SOAK_SUBMISSIONS and SOAK_MAILS (2,000 each) make it longer or shorter.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.soak.faults import MIX, OK, FaultyServer
from tests.soak.rig import Crowd, SoakPortal, drained, killed, told

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]
SUBMISSIONS = int(os.environ.get("SOAK_SUBMISSIONS", "2000"))
MAILS = int(os.environ.get("SOAK_MAILS", "2000"))
KILLED = ("web process", "worker", "web process", "web server")
Start = Callable[[FaultyServer], SoakPortal]
EACH = """
    SELECT p.email, count(DISTINCT s.id), count(DISTINCT l.id), count(DISTINCT a.id), count(DISTINCT v.id),
        min(l.owner_id)
    FROM submission s LEFT JOIN lead l ON l.id = s.lead_id LEFT JOIN person p ON p.id = l.person_id
    LEFT JOIN assignment a ON a.lead_id = l.id LEFT JOIN verdict v ON v.lead_id = l.id
    WHERE s.id > {before} GROUP BY p.email
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """The demo company on that database, running, with that mail server."""
    running: list[SoakPortal] = []
    address = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        name = f"soak_{time.time_ns()}"
        with closing(psycopg.connect(f"{server}/postgres", autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        address = f"{server}/{name}"

    def started(mail: FaultyServer) -> SoakPortal:
        portal = SoakPortal(tmp_path, address=address, smtp=mail.url)
        portal.flask("db", "upgrade")
        portal.flask("demo")
        portal.start()
        running.append(portal)
        return portal

    yield started
    for portal in running:
        portal.stop()


@contextmanager
def measured() -> Iterator[list[float]]:
    began = time.monotonic()
    seconds: list[float] = []
    yield seconds
    seconds.append(round(time.monotonic() - began, 1))


def check_the_books(portal: SoakPortal, crowd: Crowd, before: int) -> Counter[str]:
    """Every acknowledged submission is there once, with lead, verdict, owner and exactly one offer."""
    found = {row[0]: row[1:] for row in portal.rows(EACH.format(before=before))}
    keys = {email.partition("@")[0]: counts for email, counts in found.items() if email}
    wrong: Counter[str] = Counter()
    wrong["lost"] = len(crowd.acknowledged - set(keys))
    for submissions, leads, offers, verdicts, owner in keys.values():
        wrong["stored twice"] += submissions != 1
        wrong["without one lead"] += leads != 1
        wrong["without one offer"] += offers != 1
        wrong["without verdict"] += verdicts == 0
        wrong["without owner"] += owner is None
    counted = json.loads(portal.flask("ledger"))
    wrong["ledger's difference"] = counted["difference"]
    wrong["open without owner"] = counted["open_without_owner"]
    return wrong


def last_submission(portal: SoakPortal) -> int:
    return int(portal.rows("SELECT max(id) FROM submission")[0][0])


def test_killing_anything_at_any_time_loses_nothing(start: Start) -> None:
    with FaultyServer(OK) as mail:
        portal = start(mail)
        before = last_submission(portal)
        crowd = Crowd(portal.url, SUBMISSIONS)
        with measured() as seconds, killed(portal, 2.0, KILLED):
            crowd.post()
        assert drained(portal)
        wrong = check_the_books(portal, crowd, before)
        ledger = mail.ledger
        wrong["mails missing"] = len(crowd.acknowledged - ledger.keys("lead-offered"))
        told(
            {
                "killed on": portal.kind,
                "acknowledged": len(crowd.acknowledged),
                "seconds": seconds[0],
                "kills": dict(portal.kills),
                "answers": dict(crowd.answers),
                "extra mails": ledger.extra,
                **wrong,
            }
        )
        assert len(crowd.acknowledged) == SUBMISSIONS
        assert not +wrong
        assert ledger.extra <= portal.kills["worker"]
        assert crowd.answers["500"] == 0


def test_every_mail_arrives_through_every_fault(start: Start) -> None:
    with FaultyServer(MIX) as mail:
        portal = start(mail)
        before = last_submission(portal)
        crowd = Crowd(portal.url, MAILS)
        with measured() as seconds:
            crowd.post()
            assert drained(portal, 900)
        wrong = check_the_books(portal, crowd, before)
        wrong["mails missing"] = len(crowd.acknowledged - mail.ledger.keys("lead-offered"))
        wrong["dead"] = portal.rows("SELECT count(*) FROM message WHERE state = 'dead'")[0][0]
        told(
            {
                "mail faults on": portal.kind,
                "acknowledged": len(crowd.acknowledged),
                "mails arrived": len(mail.ledger.arrived),
                "seconds": seconds[0],
                "refused": mail.ledger.refused,
                "kept in silence": sum(mail.ledger.kept.values()),
                "unexplained duplicates": mail.ledger.extra,
                **wrong,
            }
        )
        assert len(crowd.acknowledged) == MAILS
        assert not +wrong
        assert mail.ledger.extra == 0
