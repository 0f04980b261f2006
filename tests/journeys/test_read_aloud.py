"""A form of five steps with every type of question, answered by somebody who only has what the browser reads out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.rules.forms.definition import Field, Step
from portal.rules.marked import pieces
from portal.rules.questions.key import TypeName
from tests.support.every_type import CHOICES, FIGURES, REST, SLUG, WORDS, choose_files, publish_every_type
from tests.support.journeys import Browsing, assert_usable, until
from tests.support.journeys_prospect import Prospect
from tests.support.portal import RunningPortal
from tests.support.reading_aloud import Told, controls, told

IRMA = Prospect("Irma", "Listener", "Listener Logistics")
ROLES = {
    TypeName.LONG_TEXT: "textbox",
    TypeName.COUNTRY: "combobox",
    TypeName.DATE: "Date",
    TypeName.RATING: "radiogroup",
    TypeName.CHOICE: "radiogroup",
    TypeName.CHOICES: "group",
    TypeName.YES_NO: "radiogroup",
    TypeName.FILE: "button",
    TypeName.CONSENT: "checkbox",
}
"""What a question of that type is told as; all others are text boxes."""
SAID_REQUIRED = frozenset({"textbox", "radiogroup"})
"""Of the others Chromium's tree does not say it, though the browser tells it to screen readers."""


@pytest.fixture
def page(browsing: Browsing, live_server: RunningPortal) -> Page:
    publish_every_type(live_server)
    opened = browsing.open()
    choose_files(opened)
    opened.goto(f"/f/{SLUG}?campaign=fair")
    return opened


def label(field: Field) -> str:
    """What everybody reads over it, and where a link leads."""
    words = "".join(f"{one.text} (opens in a new tab)" if one.href else one.text for one in pieces(field.label))
    limits = " (required) (choose 2 to 3)" if field.type is TypeName.CHOICES else ""
    return words + limits + ("" if field.must_answer else " (optional)")


def role(field: Field) -> str:
    return "combobox" if field.key == "q_list" else ROLES.get(field.type, "textbox")


def asked(step: Step) -> list[Field]:
    return [field for field in step.fields if field.is_seen and field.show_if is None]


def find(page: Page, field: Field) -> Told:
    found = [one for one in told(page) if (one.role, one.name) == (role(field), label(field))]
    assert len(found) == 1, (field.key, found)
    return found[0]


def go_on(page: Page, words: str = "Continue") -> None:
    page.get_by_role("button", name=words, exact=True).click()


def the_page_is_told(page: Page, step: Step, number: int) -> None:
    """Which step of how many it is, every question by its own words, and nothing is called wrong before it is tried."""
    expect(page).to_have_title(f"Talk to sales, step {number} of 5 | Marlow")
    current = page.get_by_role("navigation", name="Steps of this form").locator("[aria-current=step]")
    expect(current).to_have_text(f"{number}. {step.title}")
    expect(page.get_by_role("heading", name=step.title, exact=True)).to_be_visible()
    for field in asked(step):
        one = find(page, field)
        assert not one.invalid, field.key
        assert (field.help or "") in one.description
        assert one.required == (field.must_answer and one.role in SAID_REQUIRED), field.key
        if one.role in {"group", "radiogroup"}:
            assert any(one.name in inner.groups for inner in controls(page)), field.key
        elif one.role not in SAID_REQUIRED:
            assert page.locator(f"[name={field.key}]").evaluate("one => one.required") == field.must_answer
    assert_usable(page)


def the_errors_are_told(page: Page, step: Step, number: int, button: str = "Continue") -> None:
    """After a post that lacks everything: the summary has the focus and is an alert, each question says its own."""
    go_on(page, button)
    expect(page).to_have_title(f"Error: Talk to sales, step {number} of 5 | Marlow")
    wrong = [field for field in asked(step) if field.must_answer]
    expect(page.get_by_role("alert")).to_be_focused()
    assert next(one for one in told(page) if one.role == "alert").focused
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("heading")).to_have_text(re.compile(f"There (is a|are {len(wrong)}) problem"))
    links = alert.get_by_role("link")
    assert links.count() == len(wrong)
    for place, field in enumerate(wrong):
        one, sentence = find(page, field), links.nth(place).inner_text()
        assert sentence in one.description, field.key
        assert one.invalid or one.role == "group", field.key
        links.nth(place).press("Enter")
        assert page.evaluate("document.activeElement.name") == field.key


def test_a_form_of_every_type_is_finished_by_what_is_read_out(page: Page) -> None:
    IRMA.fill(page)
    go_on(page)
    for number, (step, answer) in enumerate(((WORDS, in_words), (FIGURES, figures), (CHOICES, choices)), 2):
        the_page_is_told(page, step, number)
        the_errors_are_told(page, step, number)
        answer(page.get_by_role)
        go_on(page)
    the_page_is_told(page, REST, 5)
    expect(page.get_by_role("heading", name="Your floor plan", level=3)).to_be_visible()
    expect(page.get_by_role("img", name="A hall with two rows of shelves and a gate")).to_be_visible()
    the_errors_are_told(page, REST, 5, "Send to sales")
    plan = page.get_by_role("button", name="Plan of the hall")
    plan.press("Enter")
    until(lambda: plan.evaluate("one => one.files.length === 1"), "no file was asked for")
    go_on(page, "Send to sales")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_role("checkbox", name="hall.txt")).to_be_checked()
    page.get_by_role("checkbox", name="You may call me about this project").check()
    go_on(page, "Send to sales")
    thanks = page.get_by_role("heading", name="Thank you", level=1)
    expect(thanks).to_be_focused()
    assert [one.name for one in told(page) if one.focused and one.role == "heading"] == ["Thank you"]
    expect(page.get_by_text("Your reference:")).to_be_visible()
    assert_usable(page)


Get = Callable[..., Locator]


def in_words(get: Get) -> None:
    get("textbox", name="Name of the project").fill("Hall four")
    get("textbox", name="Number of the switchboard").fill("+44 20 7946 0123")
    get("combobox", name="Where is the site?").select_option("United Kingdom")


def figures(get: Get) -> None:
    get("textbox", name="Budget for this year").fill("25,000")
    get("textbox", name="When does your contract end?").fill("2027-03-31")
    urgency = get("radiogroup", name="How urgent is it?")
    expect(urgency.get_by_role("radio")).to_have_count(5)
    assert "It can wait" in urgency.aria_snapshot()
    urgency.get_by_role("radio", name="4").check()


def choices(get: Get) -> None:
    get("radiogroup", name="How many sites?").get_by_role("radio", name="Two to five").check()
    get("combobox", name="How did you hear of us?").select_option("Colleague")
    tools = get("group", name="What do you use today?")
    for name in ("Scanners", "Robots"):
        tools.get_by_role("checkbox", name=name).check()
    night = get("radiogroup", name="Do you work at night?").get_by_role("radio", name="Yes")
    night.check()
    expect(get("status")).to_have_text("One more question: How many shifts?")
    night.press("Tab")
    expect(get("textbox", name="How many shifts?")).to_be_focused()
    get("textbox", name="How many shifts?").fill("3")
