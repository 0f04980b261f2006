"""The main acts by keyboard alone: skip the navigation, reach the act, see where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.journeys import Browsing

FOCUSED = "() => document.activeElement.innerText.trim() || document.activeElement.name"
RINGED = """() => { const one = document.activeElement, style = getComputedStyle(one)
  return style.boxShadow !== 'none' || style.outlineStyle !== 'none' || one.type === 'datetime-local' }"""
"""The browser marks the part of a moment that has the focus: day, month, hour."""
FAR = 60
"""More presses of Tab than this is not within reach."""


def tab_to(page: Page, words: str) -> None:
    """Go on until the focus is on what says that; wherever it rests, it can be seen."""
    passed = []
    for _ in range(FAR):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        assert page.evaluate(RINGED), f"the focus cannot be seen on {passed[-1]!r}"
        if words in passed[-1]:
            return
    raise AssertionError(f"{words!r} is not reached: {passed}")


@pytest.mark.parametrize(("who", "path"), [("rep1", "/inbox"), ("manager", "/reports"), ("marketing", "/forms")])
def test_the_navigation_can_be_skipped(browsing: Browsing, who: str, path: str) -> None:
    page = browsing.open(who)
    page.goto(path)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_lead_is_opened_and_worked_on_by_keyboard(browsing: Browsing) -> None:
    page = browsing.open("rep1")
    page.goto("/inbox?view=working")
    name = page.locator(".lead-row__name").first.inner_text()
    tab_to(page, name)
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"Inbox: {name} | Baton")
    tab_to(page, "Log activity")
    page.keyboard.press("Enter")
    tab_to(page, "Log it")


def test_a_form_is_answered_by_keyboard(browsing: Browsing) -> None:
    page = browsing.open(expected=())
    page.goto("/f/contact-sales")
    tab_to(page, "first_name")
    page.keyboard.type("Kai")
    tab_to(page, "work_email")
    page.keyboard.type("kai@keys.example")
    tab_to(page, "interest")
    page.keyboard.press("Space")
    tab_to(page, "Send to sales")
    expect(page.locator("[name=interest]").first).to_be_checked()
    expect(page.get_by_label("First name")).to_have_value("Kai")
