"""From an empty database to the first lead, by one person who is all of marketing and sales."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.journeys import Browsing, Mailbox, assert_usable, sign_in, text_of
from tests.support.journeys_prospect import Prospect
from tests.support.portal import RunningPortal

ADA, PASSWORD = "ada@first.example", "seven quiet herons 8"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[RunningPortal]:
    """A portal with nothing in it but the first account."""
    portal = RunningPortal(tmp_path)
    portal.flask("db", "upgrade")
    who = ("--email", ADA, "--name", "Ada First", "--organisation", "First & Sons", "--password", PASSWORD)
    portal.flask("create-admin", *who, "--time-zone", "Europe/London")
    portal.start()
    yield portal
    portal.stop()


def test_one_person_sets_baton_up_and_gets_the_first_lead(empty: RunningPortal, browser: Browser) -> None:
    browsing = Browsing(browser, empty.url)
    page = browsing.open()
    sign_in(page, ADA, PASSWORD)
    page.goto("/setup")
    assert_usable(page)
    _sign_an_agreement(page)
    _make_a_form(page)
    _make_a_pool(page)
    _make_a_rule(page)
    page.goto("/setup")
    page.get_by_role("link", name="Open the forms").click()
    page.get_by_role("link", name="Contact us", exact=True).click()
    page.get_by_role("complementary").get_by_role("link", name="Build").click()
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish now").click()
    page.goto("/setup")
    expect(page.get_by_text("Everything is set up.")).to_be_visible()
    assert_usable(page)

    vera = Prospect("Vera", "Inaugural", "Inaugural Textiles")
    _send(browsing.open(), vera)
    alert = Mailbox(empty.folder / "mailbox").wait("lead-offered", vera.company)
    assert ADA in alert["To"]
    assert "Who:    Vera Inaugural" in text_of(alert)
    browsing.close()


def _sign_an_agreement(page: Page) -> None:
    page.get_by_role("link", name="Choose a template").click()
    page.get_by_label("Book a call, B2B software").check()
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("link", name="Propose").first.click()
    page.get_by_role("button", name="Propose version 1").click()
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_role("button", name="Sign for marketing").click()
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_role("button", name="Sign for sales").click()
    expect(page.get_by_text("It is in force now.")).to_be_visible()


def _make_a_form(page: Page) -> None:
    page.goto("/setup")
    page.get_by_role("link", name="Make a form from the agreement").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Contact us")
    expect(page.get_by_label("Address")).to_have_value("contact-us")
    page.get_by_role("button", name="Create the form").click()
    expect(page.get_by_role("heading", name="Contact us")).to_be_visible()


def _make_a_pool(page: Page) -> None:
    page.goto("/setup")
    page.get_by_role("link", name="Set up a pool").click()
    page.get_by_role("link", name="Make the first pool").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Everybody")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(day).fill("00:00-24:00")
    page.get_by_role("button", name="Save pool").click()
    page.get_by_label("Who?").select_option(label="Ada First")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="Ada First", exact=True)).to_be_visible()


def _make_a_rule(page: Page) -> None:
    page.goto("/account/hours")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(day).fill("00:00-24:00")
    page.get_by_role("button", name="Save hours").click()
    page.goto("/routing/rules")
    page.get_by_role("link", name="Make the first rule").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("SQLs to everybody")
    page.get_by_label("They go to").select_option(label="Everybody")
    page.get_by_role("button", name="Save rule").click()
    expect(page.get_by_role("link", name="SQLs to everybody", exact=True)).to_be_visible()


def _send(page: Page, vera: Prospect) -> None:
    page.goto("/f/contact-us")
    vera.fill(page, "first_name", "last_name", "work_email", "phone", "job_title", "company")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Number of employees").fill("320")
    page.get_by_label("10 to 50 million").check()
    page.get_by_label("Get a price").check()
    page.locator("form.form--public [type=submit]").first.click()
    expect(page.get_by_text("Your reference:")).to_be_visible()
