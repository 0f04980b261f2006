"""A form of two steps on a phone, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.journeys import PHONE, Browsing, Mailbox, assert_usable
from tests.support.journeys_prospect import Prospect

WHO = ("first_name", "last_name", "work_email", "phone", "job_title", "company")
CALLS_FOR_MORE = "Move from another system"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_two_steps_with_a_question_that_depends_on_another(browsing: Browsing, mailbox: Mailbox, scripts: bool) -> None:
    rosa = Prospect("Rosa", "Almagro", f"Almagro Tools {'one' if scripts else 'two'}", {"interest": CALLS_FOR_MORE})
    page = browsing.open(window=PHONE, scripts=scripts)
    page.goto("/f/book-a-demo")
    check = assert_usable if scripts else lambda _page: None  # axe needs scripts itself
    check(page)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    if scripts:
        expect(page.locator("[data-focus]")).to_be_focused()
    check(page)

    rosa.fill(page, *WHO)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Number of employees")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("First name")).to_have_value("Rosa")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_label("What do you use today?")).to_be_hidden()
    rosa.fill(page, "employees", "annual_revenue", "interest")
    if not scripts:
        page.get_by_role("button", name="Book my demo").click()
        expect(page.get_by_text("One more question")).to_be_visible()
    page.get_by_label("What do you use today?").fill("Paper lists")
    check(page)
    page.get_by_role("button", name="Book my demo").click()
    expect(page.get_by_role("heading", name="Your demo is on its way")).to_be_visible()
    check(page)
    assert mailbox.wait("lead-offered", rosa.company)["Subject"].startswith("SQL")
