"""The main acts by keyboard alone: skip the navigation, reach the act, see where one is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.every_type import SLUG, choose_files, publish_every_type
from tests.support.journeys import Browsing, until
from tests.support.portal import RunningPortal

FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one)
  const words = one.matches('body, select, textarea') ? '' : one.innerText.trim()
  return [words || one.ariaLabel || one.name || '',
    style.boxShadow !== 'none' || style.outlineStyle !== 'none' || one === document.body] }"""
"""What has the focus, and whether that is seen. Between the last control and the first the browser's own bar has it."""
FAR = 60
"""More presses of Tab than this is not within reach."""
FARTHER = 250
"""In the builder, where a long form has five buttons a question."""


def tab_to(page: Page, words: str, *, exact: bool = False, far: int = FAR) -> None:
    """Go on until the focus is on what says that; wherever it rests, it can be seen."""
    passed = []
    for _ in range(far):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(FOCUSED)
        passed.append(name)
        assert seen, f"the focus cannot be seen on {name!r}"
        if words == name or (words in name and not exact):
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


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_form_of_every_type_is_answered_by_keyboard(
    browsing: Browsing, live_server: RunningPortal, scripts: bool
) -> None:
    publish_every_type(live_server)
    page = browsing.open(scripts=scripts)
    choose_files(page)
    page.goto(f"/f/{SLUG}")
    for name, typed in (("first_name", "Kai"), ("last_name", "Keys"), ("work_email", f"kai.{scripts}@keys.example")):
        tab_to(page, name)
        page.keyboard.type(typed)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Last name")).to_be_focused()
    press(page, "Continue")
    _words_and_figures(page)
    _choices(page, scripts)
    _file_and_consent(page)
    press(page, "Send to sales")
    expect(page.get_by_role("heading", name="Thank you")).to_be_focused()


def press(page: Page, words: str, *, exact: bool = False, far: int = FAR) -> None:
    """Go there and press Enter; the next page comes."""
    tab_to(page, words, exact=exact, far=far)
    with page.expect_event("domcontentloaded"):
        page.keyboard.press("Enter")


def _words_and_figures(page: Page) -> None:
    tab_to(page, "q_text")
    page.keyboard.type("Hall four")
    tab_to(page, "q_country")
    page.keyboard.type("United K")
    press(page, "Continue")
    tab_to(page, "q_money")
    page.keyboard.type("25000")
    tab_to(page, "q_date")
    page.keyboard.type("03312027")
    tab_to(page, "q_rating")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[name=q_rating][value='4']")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    press(page, "Continue")


def _choices(page: Page, scripts: bool) -> None:
    tab_to(page, "q_cards")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Two to five")).to_be_checked()
    tab_to(page, "q_list")
    page.keyboard.type("Coll")
    for _ in range(2):
        tab_to(page, "q_checkboxes")
        page.keyboard.press("Space")
    tab_to(page, "q_yes_no")
    page.keyboard.press("Space")
    if not scripts:
        press(page, "Continue")
        expect(page.get_by_role("alert")).to_contain_text("How many shifts?")
    tab_to(page, "q_shifts")
    page.keyboard.type("3")
    press(page, "Continue")


def _file_and_consent(page: Page) -> None:
    expect(page).to_have_title(re.compile("step 5 of 5"))
    tab_to(page, "q_file")
    page.keyboard.press("Enter")
    until(lambda: page.locator("[name=q_file]").evaluate("one => one.files.length === 1"), "no file was asked for")
    tab_to(page, "q_consent")
    page.keyboard.press("Space")


def test_a_form_is_built_and_published_by_keyboard_without_scripts(browsing: Browsing) -> None:
    page = browsing.open("marketing", scripts=False)
    page.goto("/forms")
    press(page, "New form", far=FARTHER)
    tab_to(page, "name")
    page.keyboard.type("Built by keys")
    tab_to(page, "start")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Demo request")).to_be_checked()
    press(page, "Create the form", far=FARTHER)
    _add(page, "Yes or no", "Were you at the fair?")
    _add(page, "Short text", "Which hall?")
    tab_to(page, "new", exact=True, far=FARTHER)
    page.keyboard.type("Were you")
    press(page, "Add", exact=True, far=FARTHER)
    expect(page.get_by_text("Shown if")).to_be_visible()
    press(page, "Move Were you at the fair? up", far=FARTHER)
    expect(page.locator(".field-card__name").last).to_have_text("Which hall?")
    press(page, "Publish", exact=True, far=FARTHER)
    press(page, "Publish now", far=FARTHER)
    expect(page.get_by_text("Version 1 is live")).to_be_visible()


def _add(page: Page, kind: str, label: str) -> None:
    press(page, kind, far=FARTHER)
    tab_to(page, "label", far=FARTHER)
    page.keyboard.press("Control+A")
    page.keyboard.type(label)
    press(page, "Save", far=FARTHER)
    expect(page.get_by_text("The question is saved.")).to_be_visible()
