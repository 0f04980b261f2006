"""What journeys begin with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.journeys import Browsing, Mailbox
from tests.support.portal import RunningPortal

expect.set_options(timeout=20_000)
"""Milliseconds that a page may take to show what is expected: a machine that is busy with other things needs more than
the usual five seconds, and one that is not never waits."""


@pytest.fixture
def browsing(browser: Browser, live_server: RunningPortal) -> Iterator[Browsing]:
    """Browsers for a journey; it fails in the end if a page of theirs broke, or reached for another origin."""
    browsing = Browsing(browser, live_server.url)
    yield browsing
    browsing.close()


@pytest.fixture
def mailbox(live_server: RunningPortal) -> Mailbox:
    return Mailbox(live_server.folder / "mailbox")
