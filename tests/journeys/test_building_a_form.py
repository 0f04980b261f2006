"""Marketing generates a form from the agreement, adds a question with a condition, publishes; a visitor sees it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from portal.cli.demo.command import demo_password
from tests.support.browser import assert_accessible
from tests.support.portal import SECRET, RunningPortal

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def desk(request: pytest.FixtureRequest, browser: Browser, live_server: RunningPortal) -> Iterator[Page]:
    """Marketing, signed in."""
    context = browser.new_context(base_url=live_server.url, viewport=DESK, java_script_enabled=request.param)
    page = context.new_page()
    sign_in(page)
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser, live_server: RunningPortal) -> Iterator[Page]:
    """Marketing with a phone."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    page = context.new_page()
    sign_in(page)
    yield page
    context.close()


def sign_in(page: Page) -> None:
    page.goto("/login?next=/forms")
    page.get_by_label("Email").fill("marketing@demo.example.com")
    page.get_by_label("Password").fill(demo_password(SECRET))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Forms")).to_be_visible()


def new_form(page: Page, name: str) -> None:
    page.goto("/forms/new")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create the form").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def labels(page: Page) -> list[str]:
    return page.locator(".field-card .field-card__name").all_inner_texts()


def test_from_the_agreement_to_a_visitor(desk: Page, request: pytest.FixtureRequest) -> None:
    new_form(desk, f"Journey with {request.node.callspec.id}")

    desk.locator("button[name=type][value=choice]").click()
    desk.get_by_label("Question", exact=True).fill("How did you hear of us?")
    desk.get_by_label("Option 1", exact=True).fill("At a fair")
    desk.get_by_label("Option 2", exact=True).fill("From a colleague")
    desk.get_by_label("New option", exact=True).fill("Elsewhere")
    desk.get_by_role("button", name="Add this option").click()
    expect(desk.get_by_label("Option 3", exact=True)).to_have_value("Elsewhere")
    desk.get_by_label("Look at an earlier question").select_option(value="interest")
    desk.get_by_role("button", name="Add", exact=True).click()
    desk.locator("select[name='part.0.op']").select_option("eq")
    desk.locator("input[name='part.0.value'][value=pricing]").check()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Shown if")).to_be_visible()

    desk.get_by_role("link", name="Publish", exact=True).click()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Version 1 is live")).to_be_visible()
    desk.locator("a[href^='/f/']").click()
    expect(desk.get_by_label("Work email")).to_be_visible()


@pytest.mark.parametrize("desk", [True], indirect=True, ids=["scripts"])
def test_a_moved_card_keeps_the_focus(desk: Page) -> None:
    new_form(desk, "Moved by keyboard")
    assert_accessible(desk)
    before = labels(desk)
    down = desk.get_by_role("button", name=f"Move {before[0]} down", exact=True)
    down.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".field-card .field-card__name").nth(1)).to_have_text(before[0])
    expect(down).to_be_focused()
    desk.reload()
    assert labels(desk)[:2] == [before[1], before[0]]


def test_settings_cover_the_canvas_on_a_phone(phone: Page) -> None:
    new_form(phone, "Built on a phone")
    phone.get_by_role("link", name="Company", exact=True).click()
    phone.get_by_label("Question", exact=True).fill("Your firm")
    assert_accessible(phone)
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("The question is saved.")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("link", name="Your firm", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Add a field").click()
    phone.locator("button[name=key]").first.click()
    expect(phone.get_by_role("link", name="Country", exact=True)).to_be_visible()
    expect(phone.locator("#palette")).to_be_hidden()


@pytest.mark.parametrize("desk", [True], indirect=True, ids=["scripts"])
def test_what_is_typed_saves_itself_and_can_be_turned_back(desk: Page) -> None:
    new_form(desk, "Saved by itself")
    first = labels(desk)[1]
    desk.get_by_role("link", name=first, exact=True).first.click()
    question, saved = desk.get_by_label("Question", exact=True), desk.locator("#saved")
    question.fill("Another question")
    expect(desk.locator(".field-card__name").nth(2)).to_have_text("Another question")
    expect(saved).to_contain_text("Saved")
    question.fill("")
    expect(saved).to_have_text("Not saved: Enter the question.")
    question.fill("Yet another")
    expect(desk.locator(".field-card__name").nth(2)).to_have_text("Yet another")

    other = desk.context.new_page()
    other.goto(desk.url)
    other.get_by_label("Help text").fill("From the other window")
    expect(other.locator("#saved")).to_contain_text("Saved")
    other.wait_for_timeout(1500)
    other.close()
    question.fill("Typed on an old page")
    expect(saved).to_contain_text("Press Save to see both sides")
    expect(question).to_have_value("Typed on an old page")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("heading", name="was saved twice")).to_be_visible()
    desk.get_by_role("button", name="Save mine over it").click()
    expect(desk.locator(".field-card__name").nth(2)).to_have_text("Typed on an old page")

    desk.locator("h1").click()
    desk.keyboard.press("Control+z")
    expect(desk.locator(".field-card__name").nth(2)).to_have_text("Yet another")
    desk.reload()
    desk.keyboard.press("Control+Shift+z")
    expect(desk.locator(".field-card__name").nth(2)).to_have_text("Typed on an old page")

    desk.locator("#palette").get_by_role("button", name="Short text").click()
    expect(question).to_be_focused()
    expect(desk.locator(".field-card[aria-current]")).to_be_in_viewport()
    desk.keyboard.type("Typed at once")
    expect(desk.locator(".field-card[aria-current] .field-card__name")).to_have_text("Typed at once")
    desk.get_by_role("button", name="Remove Company", exact=True).press("Enter")
    expect(desk.locator(".field-card__name:focus, .step-card a:focus")).to_have_count(1)


@pytest.mark.parametrize("desk", [True], indirect=True, ids=["scripts"])
def test_a_question_is_dragged_and_the_preview_follows(desk: Page) -> None:
    new_form(desk, "Dragged")
    before = [text for text in labels(desk) if not text.startswith(("About", "Your company"))]
    desk.get_by_role("button", name="Show the preview beside the form").click()
    frame = desk.frame_locator("#preview-frame")
    expect(frame.get_by_label(before[0])).to_be_visible()
    grip, target = desk.locator(".field-card__grip").first, desk.locator(".field-card").nth(2)
    grip.hover()
    desk.mouse.down()
    box = target.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 40, box["y"] + 10, steps=5)
    desk.mouse.move(box["x"] + 40, box["y"] + box["height"] - 5, steps=10)
    desk.mouse.up()
    expect(desk.locator("[data-step]").first.locator(".field-card__name").nth(2)).to_have_text(before[0])
    desk.reload()
    expect(desk.locator("[data-step]").first.locator(".field-card__name").nth(2)).to_have_text(before[0])
    assert_accessible(desk)
