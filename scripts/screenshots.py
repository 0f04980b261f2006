"""Take the pictures of README and documentation: `make screenshots`. Starts a Baton of its own, with the demo."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts import building_pictures, embedding_picture, field_pictures
from scripts.repack_png import repack
from tests.support.browser import CHROMIUM_FLAGS, chromium
from tests.support.every_type import publish_every_type
from tests.support.journeys import sign_in
from tests.support.journeys_prospect import Prospect
from tests.support.portal import ROOT, RunningPortal

IMAGES = ROOT / "docs" / "images"
LARGEST = 200_000
"""Bytes of one picture: a README must not weigh more than what it shows."""
DESK: ViewportSize = {"width": 1440, "height": 900}
FRAME: ViewportSize = {"width": 800, "height": 700}
PAGE: ViewportSize = {"width": 640, "height": 1400}
PHONE: ViewportSize = {"width": 390, "height": 844}

PROSPECTS = (
    Prospect("Ines", "Duarte", "Atlantic Linen"),
    Prospect("Karim", "Haddad", "Levant Tools"),
    Prospect("Maeve", "Byrne", "Byrne and Sons"),
    Prospect("Jonas", "Weiss", "Weiss Optik"),
    Prospect("Amara", "Obi", "Obi Foods"),
)
"""One for each of the five reps: the inbox shows a promise that is still to be kept."""


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="baton-screenshots-") as folder, _browser() as browser:
        portal = RunningPortal(Path(folder), processes=4)
        portal.flask("db", "upgrade")
        portal.flask("demo")
        publish_every_type(portal)
        portal.start()
        try:
            _take_all(browser, portal.url)
            _take_details(browser, portal)
        finally:
            portal.stop()
    return max(_weigh(picture) for picture in sorted(IMAGES.glob("**/*.png")))


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def _take_all(browser: Browser, url: str) -> None:
    visitor = _open(browser, url, DESK)
    visitor.goto("/f/contact-sales")
    _keep(visitor, "form")
    phone = _open(browser, url, PHONE)
    phone.goto("/f/contact-sales")
    _keep(phone, "form-phone")
    for prospect in PROSPECTS:
        prospect.contact_sales(visitor)
    rep = _open(browser, url, DESK, "rep1")
    rep.goto("/inbox")
    rep.locator(".lead-row__link").last.click()
    _keep(rep, "inbox")
    marketing = _open(browser, url, DESK, "marketing")
    marketing.goto("/agreements")
    marketing.get_by_role("link", name="Version 2").first.click()
    _keep(marketing, "agreement")
    marketing.goto("/forms")
    marketing.get_by_role("link", name="Contact sales", exact=True).click()
    marketing.goto(f"{marketing.url}/edit")
    _keep(marketing, "builder")


def _take_details(browser: Browser, portal: RunningPortal) -> None:
    """What the pages of docs/forms show."""
    url = portal.url
    marketing = _open(browser, url, DESK, "marketing")
    made = field_pictures.take(_open(browser, url, PAGE), marketing, IMAGES / "fields")
    made.append(embedding_picture.take(_open(browser, url, FRAME), portal, IMAGES / "embedding.png"))
    made += building_pictures.take(marketing, IMAGES / "building")
    print(f"{len(made)} pictures of the documentation", flush=True)


def _open(browser: Browser, url: str, window: ViewportSize, who: str = "") -> Page:
    context = browser.new_context(
        base_url=url,
        viewport=window,
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    page = context.new_page()
    if who:
        sign_in(page, who)
    return page


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    picture = IMAGES / f"{name}.png"
    page.screenshot(path=picture, animations="disabled")
    repack(picture)
    print(f"{name}.png", flush=True)


def _weigh(picture: Path) -> int:
    """1 for a picture that is too heavy."""
    heavy = picture.stat().st_size > LARGEST
    if heavy:
        print(f"{picture.name} has {picture.stat().st_size:,} bytes; at most {LARGEST:,} are wanted.", file=sys.stderr)
    return int(heavy)


if __name__ == "__main__":
    sys.exit(main())
