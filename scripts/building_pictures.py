"""The pictures of docs/forms/building.md: what it says is done here word by word."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import FloatRect, Page, expect

from scripts.repack_png import repack


def take(marketing: Page, folder: Path) -> list[Path]:
    """Build, publish and share a form; marketing is signed in."""
    folder.mkdir(parents=True, exist_ok=True)
    marketing.set_viewport_size({"width": 1280, "height": 720})
    return [_keep(marketing, folder / f"{name}.png") for name in _followed(marketing)]


def _followed(page: Page) -> Iterator[str]:
    """Minute by minute; the name of a picture where the page is worth one."""
    page.goto("/forms")
    page.get_by_role("link", name="New form").click()
    page.get_by_label("Name").fill("Spring fair")
    page.get_by_label("Demo request").check()
    page.locator("fieldset", has_text="How does it begin?").scroll_into_view_if_needed()
    yield "begin"
    page.get_by_role("button", name="Create the form").click()
    _add_a_question(page)
    yield "question"
    _ask_it_only_of_some(page)
    yield "condition"
    page.get_by_role("link", name="Publish", exact=True).click()
    yield "publish"
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("link", name="Share", exact=True).click()
    yield "share"


def _add_a_question(page: Page) -> None:
    page.get_by_role("button", name="One of several").click()
    page.get_by_label("Question", exact=True).fill("How did you hear of us?")
    page.get_by_label("Option 1", exact=True).fill("At a fair")
    page.get_by_label("Option 2", exact=True).fill("From a colleague")
    _saved(page, "How did you hear of us?")
    page.get_by_role("button", name="Add this option").scroll_into_view_if_needed()


def _ask_it_only_of_some(page: Page) -> None:
    page.get_by_role("button", name="Short text").click()
    page.get_by_label("Question", exact=True).fill("Which fair was it?")
    _saved(page, "Which fair was it?")
    page.get_by_label("Look at an earlier question").select_option("How did you hear of us?")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("is compared").select_option("is")
    page.get_by_role("checkbox", name="At a fair").check()
    expect(page.get_by_text("Shown if")).to_be_visible()
    _saved(page, "Which fair was it?")
    page.get_by_role("checkbox", name="At a fair").scroll_into_view_if_needed()


def _saved(page: Page, label: str) -> None:
    """What was typed has saved itself: the card has it."""
    expect(page.locator(".field-card__name").get_by_text(label)).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("Saved")


def _keep(page: Page, picture: Path) -> Path:
    """Without the navigation, which is not what it is about."""
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    box = page.locator("main").bounding_box()
    left = 0 if box is None else box["x"]
    window: FloatRect = {"x": left, "y": 0, "width": 1280 - left, "height": 720}
    page.screenshot(path=picture, animations="disabled", clip=window)
    repack(picture)
    return picture
