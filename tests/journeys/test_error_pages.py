"""Pages that say no: they are as usable as the others, and lose nothing that was typed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.support.journeys import DESK, PHONE, Browsing, assert_usable
from tests.support.journeys_prospect import Prospect
from tests.support.portal import RunningPortal

REFUSED = (
    ("", "/nowhere-at-all", 404),
    ("", "/f/no-such-form", 404),
    ("", "/offers/nonsense", 404),
    ("", "/invitation/nonsense", 410),
    ("rep1", "/nowhere-at-all", 404),
    ("rep1", "/leads/999999", 404),
    ("rep1", "/admin", 403),
    ("rep1", "/logout", 405),
)


@pytest.mark.parametrize(("who", "path", "status"), REFUSED)
def test_a_refusal_is_a_usable_page(browsing: Browsing, who: str, path: str, status: int) -> None:
    page = browsing.open(who, expected=(status,))
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    _assert_usable_everywhere(page)


def test_what_changed_meanwhile_is_said_in_a_sentence(browsing: Browsing) -> None:
    page = browsing.open("manager", expected=(409,))
    page.goto("/leads?status=disqualified")
    page.locator("table tbody th a").first.click()
    answer = page.goto(f"{page.url}/rejection")
    assert answer is not None
    assert answer.status == 409
    _assert_usable_everywhere(page)


def test_a_page_with_errors_is_usable(browsing: Browsing) -> None:
    page = browsing.open()
    for path, button in (("/login", "Sign in"), ("/password/forgot", "Send the link"), ("/f/contact-sales", "Send to")):
        page.goto(path)
        page.get_by_role("button", name=button).click()
        expect(page.locator("[data-focus]")).to_be_focused()
        _assert_usable_everywhere(page)


def test_a_closed_form_says_so(browsing: Browsing) -> None:
    marketing, visitor = browsing.open("marketing"), browsing.open(expected=(404,))
    marketing.goto("/forms")
    marketing.get_by_role("link", name="Warehouse guide", exact=True).click()
    marketing.get_by_role("button", name="Pause").click()
    try:
        visitor.goto("/f/warehouse-guide")
        expect(visitor.get_by_role("heading", name="This form is closed for now")).to_be_visible()
        _assert_usable_everywhere(visitor)
    finally:
        marketing.get_by_role("button", name="Open it again").click()
    expect(marketing.get_by_role("button", name="Pause")).to_be_visible()


def test_a_busy_database_loses_nothing_that_was_typed(browsing: Browsing, live_server: RunningPortal) -> None:
    page, otto = browsing.open(expected=(503,)), Prospect("Otto", "Patient", "Patient Paints")
    page.goto("/f/contact-sales")
    otto.fill(page)
    send = page.get_by_role("button", name="Send to sales")
    with locked(live_server):
        send.click()
        expect(page.get_by_text("We could not store your answers just now")).to_be_visible(timeout=30_000)
    expect(page.get_by_label("Work email")).to_have_value(otto.email)
    _assert_usable_everywhere(page)
    send.click()
    expect(page.get_by_text("Your reference:")).to_be_visible()


@contextmanager
def locked(server: RunningPortal) -> Iterator[None]:
    """Nobody else can write meanwhile."""
    with closing(sqlite3.connect(server.database, isolation_level=None, timeout=10)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def _assert_usable_everywhere(page: Page) -> None:
    for window, scheme in ((DESK, "light"), (PHONE, "dark")):
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        assert_usable(page)
