"""What every test may ask for.

- `app`, `client`: the whole portal over a fresh database; the test runs on SQLite and on PostgreSQL.
- `session`: a database session without the web above it, for services, reports and models; on both databases likewise.
- `mail_server`: a real SMTP server that keeps what it gets.
- `live_server`, with `page` and `browser` of pytest-playwright: a running Baton with the demo company.
- `@pytest.mark.one_database`: what the test shows has nothing to do with the database, so SQLite is enough. Where that
  holds for most of a file, the file is marked and its exceptions are `@pytest.mark.both_databases`.

The portal is imported inside the fixtures that need it: a test of the rules loads neither Flask nor SQLAlchemy, and an
error in a view leaves the tests of the rules standing.
"""

from __future__ import annotations

import fcntl
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import hypothesis
import pytest

from config import Config
from tests.support.portal import SECRET, RunningPortal, copy_database, demo_database
from tests.support.postgres import Cluster
from tests.support.smtp import MailServer

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from flask_sqlalchemy.session import Session
    from sqlalchemy.orm import scoped_session

    from tests.support.databases import Database

KINDS = ("sqlite", "postgresql")
# The same examples in every run: a commit is not refused for what another one brought in. Machines differ, so time does
# not count. More of the same examples would show little more: `--hypothesis-profile search` looks for new ones.
hypothesis.settings.register_profile(
    "house", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("house")

CLUSTER = pytest.StashKey[Cluster]()


@dataclass
class Kept:
    """What a worker makes once, by kind of database."""

    databases: dict[str, Database] = field(default_factory=dict)
    portals: dict[str, Flask] = field(default_factory=dict)
    bare: dict[str, Flask] = field(default_factory=dict)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=KINDS, help="run the tests that need a database on this one only")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "one_database: does not depend on the database; runs on SQLite only")
    config.addinivalue_line("markers", "both_databases: runs on both all the same, in a file that is marked otherwise")
    config.addinivalue_line("markers", "soak: a long proof, run only by `-m soak`")
    if not hasattr(config, "workerinput"):
        signal.signal(signal.SIGTERM, _end_in_order)


def _end_in_order(_number: int, _frame: FrameType | None) -> None:
    """A terminated run still stops its servers, as one that is ended by Ctrl-C does."""
    raise KeyboardInterrupt


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long proofs run when they are asked for, by `-m soak`."""
    if "soak" in str(config.getoption("markexpr", "")):
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Several workers share one PostgreSQL, which the process that hands out the tests starts and stops."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]  # the hook's type is xdist's own
    if config.getoption("--database") != "sqlite":
        node.workerinput["postgres"] = _cluster_of(config).url("")  # type: ignore[attr-defined]  # as above


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER in config.stash:
        config.stash[CLUSTER].stop()


def _cluster_of(config: pytest.Config) -> Cluster:
    if CLUSTER not in config.stash:
        cluster = Cluster()
        config.stash[CLUSTER] = cluster
        cluster.start()
    return config.stash[CLUSTER]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        only = metafunc.config.getoption("--database")
        marked = metafunc.definition.get_closest_marker
        one = marked("one_database") and not marked("both_databases")
        kinds = [only] if only else KINDS[:1] if one else KINDS
        metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> str:
    """Address of the session's PostgreSQL, up to the slash before a database's name."""
    given = getattr(pytestconfig, "workerinput", {}).get("postgres")
    return (given or _cluster_of(pytestconfig).url("")).removesuffix("/")


@pytest.fixture(scope="session")
def _kept() -> Iterator[Kept]:
    """Databases and applications are made once per worker and kind: migrating and compiling templates take seconds."""
    kept = Kept()
    yield kept
    for app in (*kept.portals.values(), *kept.bare.values()):
        _let_go(app)
    for database in kept.databases.values():
        database.remove()


@pytest.fixture
def database(request: pytest.FixtureRequest, _kept: Kept, worker_id: str) -> Database:
    """Fresh: nothing in it but what the migrations put there. Of the kind that the test is run on."""
    from tests.support.databases import PostgresDatabase, SqliteDatabase

    if request.param not in _kept.databases:
        _kept.databases[request.param] = (
            SqliteDatabase()
            if request.param == "sqlite"
            else PostgresDatabase(request.getfixturevalue("postgres_server"), f"baton_{worker_id}")
        )
    _kept.databases[request.param].renew()
    return _kept.databases[request.param]


@pytest.fixture
def app(database: Database, _kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    from portal.app import create_app

    if database.kind not in _kept.portals:
        _kept.portals[database.kind] = create_app(_settings(database.url, tmp_path_factory.mktemp("mailbox")))
        _kept.portals[database.kind].testing = True
    yield _kept.portals[database.kind]
    if database.replaced:
        _let_go(_kept.portals[database.kind])


def _settings(database_url: str, mailbox: Path) -> Config:
    return Config(
        BATON_ENV="development",
        SECRET_KEY=SECRET,
        DATABASE_URL=database_url,
        BASE_URL="http://localhost",
        SMTP_URL="",
        MAILBOX_DIR=mailbox,
        UPLOAD_DIR=mailbox.with_name(f"{mailbox.name}-files"),
        FORM_MIN_SECONDS=0,
        COUNT_SECONDS=3600,
        RATE_LIMITS="off",
        PASSWORD_COST="test",
        PROXY_HOPS=0,
        METRICS_TOKEN="",
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(database: Database, _kept: Kept) -> Iterator[scoped_session[Session]]:
    """`db.session` within an application that has no web. Pages see what is committed here, and the other way round."""
    from portal.models.base import db
    from tests.support.databases import bare_app

    if database.kind not in _kept.bare:
        _kept.bare[database.kind] = bare_app(database.url)
    with _kept.bare[database.kind].app_context():
        yield db.session
        db.session.remove()
    if database.replaced:
        _let_go(_kept.bare[database.kind])


def _let_go(app: Flask) -> None:
    """No connection stays open over a database that is about to be replaced."""
    from portal.models.base import db

    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mail_server(_mail_server: MailServer) -> MailServer:
    _mail_server.clear()
    return _mail_server


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A database with the demo company, to be copied; filled once for all workers."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return demo_database(shared)


@pytest.fixture(scope="session")
def live_server(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """One per worker, shared by its journeys: a journey works on leads of its own making."""
    running = RunningPortal(tmp_path_factory.mktemp("portal"))
    copy_database(demo, running.database)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    from tests.support.browser import CHROMIUM_FLAGS, chromium

    return {"executable_path": chromium(), "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(live_server: RunningPortal) -> dict[str, object]:
    """`page.goto("/login")` reaches the running portal."""
    return {"base_url": live_server.url, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parent.parent
