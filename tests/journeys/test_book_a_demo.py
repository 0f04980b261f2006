"""A form of two steps on a phone, with scripts and without."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.support.journeys import PHONE, Browsing, Mailbox, assert_usable, text_of, until
from tests.support.journeys_prospect import Prospect

WHO = ("first_name", "last_name", "work_email", "phone", "job_title", "company")
CALLS_FOR_MORE = "Move from another system"

IN_THEIR_ZONE = re.compile("zone=")
"""The script turns to the clock of the device, which loads the page once more."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_two_steps_with_a_question_that_depends_on_another(browsing: Browsing, mailbox: Mailbox, scripts: bool) -> None:
    rosa = Prospect("Rosa", "Almagro", f"Almagro Tools {'one' if scripts else 'two'}", {"interest": CALLS_FOR_MORE})
    page = browsing.open(window=PHONE, scripts=scripts)
    page.goto("/f/book-a-demo")
    assert page.context.cookies() == [], "whoever only looks gets none"
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
    expect(page).to_have_url(re.compile(r"\?step=2$"))
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
    if scripts:
        expect(page).to_have_url(IN_THEIR_ZONE)
    check(page)
    assert mailbox.wait("lead-offered", rosa.company)["Subject"].startswith("SQL")
    assert "looks after your request" in text_of(mailbox.wait("enquiry-confirmed", rosa.email))
    meet(page, mailbox, rosa, check)


def meet(page: Page, mailbox: Mailbox, rosa: Prospect, check: Callable[[Page], None]) -> None:
    """Choose a time on the thank-you page, then move and cancel the meeting by the link in the mail."""
    page.get_by_role("navigation", name="Days with free times").get_by_role("link").nth(2).click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", name="Your meeting is booked")).to_be_visible()
    check(page)
    invited = mailbox.wait("meeting-invitation", rosa.email)
    first = entry(invited)
    link = re.search(r"https?://\S+/meet/\S+", text_of(invited))
    assert link is not None
    assert mailbox.wait("meeting-notice", rosa.company)["Subject"].startswith("Booked: Discovery call")

    page.goto(link[0])
    page.get_by_role("link", name="Choose another time").click()
    check(page)
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Move the meeting").click()
    expect(page.get_by_role("heading", name="Your meeting is booked")).to_be_visible()
    moved = after(mailbox, rosa, "1")
    assert (moved["UID"], moved["METHOD"], moved["DTSTART"] != first["DTSTART"]) == (first["UID"], "REQUEST", True)

    page.get_by_role("link", name="Cancel the meeting").click()
    check(page)
    page.get_by_role("button", name="Cancel the meeting").click()
    expect(page.get_by_text("You can choose another time.")).to_be_visible()
    check(page)
    off = after(mailbox, rosa, "2")
    assert (off["UID"], off["METHOD"], off["STATUS"]) == (first["UID"], "CANCEL", "CANCELLED")


def after(mailbox: Mailbox, rosa: Prospect, sequence: str) -> dict[str, str]:
    """The entry that came with that change."""

    def newest() -> dict[str, str]:
        return entry(mailbox.wait("meeting-invitation", rosa.email))

    until(lambda: newest()["SEQUENCE"] == sequence, f"no mail about change {sequence}")
    return newest()


def entry(mail: EmailMessage) -> dict[str, str]:
    """The lines of the calendar's entry, by name."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    lines = (line.partition(":") for line in part.get_content().splitlines())
    return {name.partition(";")[0]: value for name, _, value in lines}
