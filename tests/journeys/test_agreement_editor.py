"""A sales manager drafts an agreement in a real browser that runs no scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from portal.cli.demo.command import demo_password
from tests.support.portal import SECRET, RunningPortal

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def quiet(browser: Browser, live_server: RunningPortal) -> Iterator[Page]:
    """A page in a browser without JavaScript, as wide as a phone."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def test_a_draft_is_edited_without_scripts(quiet: Page) -> None:
    quiet.goto("/login?next=/agreements/new")
    quiet.get_by_label("Email").fill("manager@demo.example.com")
    quiet.get_by_label("Password").fill(demo_password(SECRET))
    quiet.get_by_role("button", name="Sign in").click()

    quiet.get_by_label("Services firm, small team").check()
    quiet.get_by_role("button", name="Begin the draft").click()
    expect(quiet.get_by_text("This draft can be proposed")).to_be_visible()

    quiet.get_by_role("link", name="SQL criteria").click()
    quiet.get_by_role("link", name="Add a criterion").last.click()
    quiet.get_by_label("Which answer is it about?").select_option(label="Number of employees")
    quiet.get_by_role("button", name="Continue").click()
    quiet.get_by_label("How it is compared").select_option(label="is at most")
    quiet.get_by_label("With", exact=True).fill("a few")
    quiet.get_by_role("button", name="Save the criterion").click()
    expect(quiet).to_have_title("Error: SQL criterion: Number of employees | Baton")
    quiet.get_by_label("With", exact=True).fill("5,000")
    quiet.get_by_role("button", name="Save the criterion").click()
    expect(quiet.get_by_text("Number of employees is at most 5,000")).to_be_visible()

    quiet.get_by_role("button", name="Move up: Number of employees is at most 5,000").click()
    quiet.get_by_role("link", name="Promises").click()
    expect(quiet.get_by_text("six companies, 2007")).to_be_visible()
    quiet.get_by_label("Accept or return an offered lead").fill("25")
    quiet.get_by_role("button", name="Save the promises").click()
    quiet.get_by_role("link", name="Overview").click()
    expect(quiet.get_by_text("within 25 minutes of working time").first).to_be_visible()

    quiet.get_by_role("link", name="Delete this draft").click()
    quiet.get_by_role("button", name="Delete the draft").click()
    expect(quiet.get_by_text("is deleted")).to_be_visible()
