"""A company with something in its outbox, and Marlow as `flask demo` makes it."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from config import Config
from portal.app import create_app
from portal.models.base import db
from tests.support.company import Company, company
from tests.support.portal import SECRET, copy_database


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company()
    session.commit()
    return made


def settings(**given: object) -> Config:
    """As in the tests' portal, with changes; nothing of the developer's own environment leaks in."""
    named: Mapping[str, object] = {
        "BATON_ENV": "development",
        "SECRET_KEY": SECRET,
        "BASE_URL": "http://localhost",
        "SMTP_URL": "",
        "MAIL_FROM": "",
        "MAIL_RETRY_BASE": "",
        "MAIL_LEASE": "",
        "METRICS_TOKEN": "",
        "ALLOW_PRIVATE_HOSTS": "",
        "FORM_MIN_SECONDS": 0,
        "RATE_LIMITS": "off",
        "PASSWORD_COST": "test",
        "PROXY_HOPS": 0,
    }
    return Config(**{**named, **given})


def run(app: Flask, *words: str, **more: Any) -> Result:
    """Call a command of the portal; what the test wrote so far is committed before."""
    db.session.commit()
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(words), **more)


@pytest.fixture(scope="session")
def marlow_files(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's database and mailbox, for reading."""
    folder = tmp_path_factory.mktemp("marlow")
    copy_database(demo, folder / "baton.db")
    shutil.copytree(demo.parent / "mailbox", folder / "mailbox")
    return folder


@pytest.fixture(scope="session")
def marlow(marlow_files: Path) -> Iterator[Flask]:
    """The whole portal over the demo company. Shared: what a test writes, it takes back."""
    os.environ.pop("DATABASE_URL", None)
    app = create_app(settings(DATABASE_URL=f"sqlite:///{marlow_files}/baton.db", MAILBOX_DIR=marlow_files / "mailbox"))
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()
