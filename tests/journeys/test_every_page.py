"""Every page that `flask pages` lists, for every role, as eyes, fingers, keyboards and screen readers meet it.

Each page is looked at 1440, 390 and 320 pixels wide. Axe takes most of the time, so a page that several roles see is
scanned light on a desk for one and dark on a phone for the others; what only an admin or a visitor sees is scanned both
ways. Forms and links that need no sign-in look alike for everybody and are opened as a visitor only.
"""

import re
from collections.abc import Callable
from functools import cache
from zlib import crc32

import pytest
from playwright.sync_api import Page

from tests.support.journeys import DESK, NARROW, PHONE, Browsing, barriers, misfits
from tests.support.portal import RunningPortal

WHO = {"public": "", "admin": "admin", "marketing": "marketing", "manager": "manager", "rep": "rep1"}
SHARES = {"public": 1, "admin": 4, "marketing": 2, "manager": 3, "rep": 1}
"""So many tests does a role's list fill, each of less than a minute."""
FOR_VISITORS = ("/f/", "/invitation/", "/offers/", "/password/")
ONLY_ADMINS = ("/admin", "/setup")


Pages = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def pages(live_server: RunningPortal) -> Pages:
    """The pages of a role; asked for once."""

    @cache
    def of(role: str) -> list[str]:
        found = live_server.flask("pages", "--role", role).split()
        return [path for path in found if role == "public" or not path.startswith(FOR_VISITORS)]

    return of


@pytest.mark.parametrize(
    ("role", "share"), [(role, share) for role, shares in SHARES.items() for share in range(shares)]
)
def test_every_page_of_a_role(
    browsing: Browsing, live_server: RunningPortal, pages: Pages, role: str, share: int
) -> None:
    page, found = browsing.open(WHO[role], expected=()), []
    for path in pages(role)[share :: SHARES[role]]:
        answer = page.goto(path)
        status = answer.status if answer else 0
        heard = looks(page, path, role) if status == 200 else [f"answers {status}"]
        heard += browsing.watches[-1].taken()
        if status != 200 and path not in live_server.flask("pages", "--role", role):
            continue  # time went on: somebody else has this lead now
        found += [f"{path}: {fault}" for fault in dict.fromkeys(heard)]
    assert not found, "\n".join(found)


def looks(page: Page, path: str, role: str) -> list[str]:
    """On a desk, on a phone, and as narrow as a page zoomed to 400 %."""
    light, dark = _scans(path, role)
    found: list[str] = []
    for name, window, scheme, scan in (("desk", DESK, "light", light), ("phone, dark", PHONE, "dark", dark)):
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        found += [f"{name}: {fault}" for fault in [*misfits(page), *(barriers(page) if scan else [])]]
    page.set_viewport_size(NARROW)
    return found + [f"320 px: {fault}" for fault in misfits(page)]


def _scans(path: str, role: str) -> tuple[bool, bool]:
    """Whether axe looks at the page light, and dark."""
    if role == "public" or path.startswith(ONLY_ADMINS):
        return True, True
    shape = re.sub(r"\d+", "", path)
    light = bool(crc32(shape.encode()) % 2) is (role == "admin")
    return light, not light
