"""The pictures of docs/forms/field-types.md: every type of field as a visitor sees it, from a form made for them."""

from pathlib import Path

from playwright.sync_api import Locator, Page

from portal.rules.questions.key import TypeName
from scripts.repack_png import repack
from tests.support.every_type import CHOICES, PICTURED, SLUG, STEPS, WORDS
from tests.support.journeys_prospect import Prospect

ANSWERED = {
    "q_text": "Hall four",
    "q_long_text": "Our pickers walk nine kilometres a day. We want to halve that.",
    "q_email": "ines.duarte@atlantic.example",
    "q_phone": "+44 20 7946 0123",
    "q_web_address": "atlantic.example/lisbon",
    "q_whole_number": "85",
    "q_number": "12.5",
    "q_country": "GB",
    "q_money": "25,000",
    "q_date": "2027-03-31",
    "q_rating": "4",
    "q_cards": "few",
    "q_radios": "somebody",
    "q_list": "colleague",
    "q_checkboxes": "scanners",
    "q_yes_no": "no",
}
"""So much that a picture looks like use, and that the next page comes. One box is too few: the picture of an error."""
AROUND = ("error", "step", "unknown")
"""Pictures of what stands around questions."""
MARGIN = 14


def take(visitor: Page, marketing: Page, folder: Path) -> list[Path]:
    """Everything in PICTURED and AROUND. The pages are open on a portal with the form, marketing is signed in."""
    folder.mkdir(parents=True, exist_ok=True)
    visitor.goto(f"/f/{SLUG}")
    made = [_cut(visitor.locator("[data-field=employees]"), folder / "unknown.png")]
    Prospect("Ines", "Duarte", "Atlantic Linen").fill(visitor)
    for step in STEPS:
        _go_on(visitor)
        if step is WORDS:
            made.append(_cut(visitor.locator("nav.steps"), folder / "step.png"))
        for field in step.fields:
            question = visitor.locator(f"[data-field={field.key}]")
            _answer(question, ANSWERED.get(field.key, ""))
            if name(field.key) in PICTURED and field.type is not TypeName.HIDDEN:
                made.append(_cut(question, folder / f"{name(field.key)}.png"))
        if step is CHOICES:
            made.append(_mistake(visitor, folder))
    made.append(_in_the_builder(marketing, "Campaign", folder / "hidden.png"))
    return made


def name(key: str) -> str:
    """Of the picture of that field."""
    return key.removeprefix("q_").replace("_", "-")


def _go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


def _answer(question: Locator, answer: str) -> None:
    if not answer:
        return
    control = question.locator("input, select, textarea").first
    if control.evaluate("one => one.localName") == "select":
        control.select_option(answer)
    elif control.get_attribute("type") in {"radio", "checkbox"}:
        question.locator(f"input[value='{answer}']").check()
        if question.locator(".own-words").is_visible():
            question.locator(".own-words input").fill("The board")
    else:
        control.fill(answer)


def _mistake(page: Page, folder: Path) -> Path:
    """What a question looks like that has to be answered differently; then it is."""
    _go_on(page)
    question = page.locator("[data-field=q_checkboxes]")
    picture = _cut(question, folder / "error.png")
    question.locator("input[value=robots]").check()
    return picture


def _in_the_builder(marketing: Page, label: str, picture: Path) -> Path:
    """A question in the builder, where visitors see nothing of it."""
    marketing.goto("/forms")
    marketing.get_by_role("link", name="Every type", exact=True).click()
    marketing.goto(f"{marketing.url}/edit")
    return _cut(marketing.locator(".field-card", has_text=label), picture, air=0)


def _cut(part: Locator, picture: Path, air: int = MARGIN) -> Path:
    """That part of the page, with some air around it and no focus in it."""
    page = part.page
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    if box is None:
        raise RuntimeError(f"nothing to see of {picture.name}")
    page.screenshot(
        path=picture,
        animations="disabled",
        clip={
            "x": max(box["x"] - air, 0),
            "y": max(box["y"] - air, 0),
            "width": box["width"] + 2 * air,
            "height": box["height"] + 2 * air,
        },
    )
    repack(picture)
    return picture
