"""Every page that `flask pages` lists, for every role, as eyes, fingers, keyboards and screen readers meet it.

Nothing on them may break. Axe takes most of the time, so `make test` scans one half of the pages light on a desk, for
the first role that sees them, and the other half dark on a phone, for the last; `make soak` scans every page both ways.
For the roles between tests/cli/test_marlow.py shows that a page opens. Forms and links that need no sign-in look alike
for everybody and are opened as a visitor only.
"""

from collections.abc import Callable
from functools import cache
from zlib import crc32

import pytest
from playwright.sync_api import Page

from portal.app import create_app
from tests.support.browser import findings
from tests.support.journeys import DESK, NARROW, PHONE, Browsing, misfits
from tests.support.portal import RunningPortal

WHO = {"public": "", "admin": "admin", "marketing": "marketing", "manager": "manager", "rep": "rep1"}
SHARES = {"public": 2, "admin": 5, "marketing": 3, "manager": 3, "rep": 2}
"""So many tests does a role's list fill, each of less than a minute."""
FOR_VISITORS = ("/complete/", "/consent/", "/f/", "/invitation/", "/meet/", "/offers/", "/password/")


Pages = Callable[[str], list[str]]
Ways = Callable[[str], tuple[bool, bool]]


@pytest.fixture(scope="module")
def listed(live_server: RunningPortal) -> Pages:
    """What `flask pages` says of a role now."""
    app = create_app(live_server.settings())

    def of(role: str) -> list[str]:
        return app.test_cli_runner().invoke(args=["pages", "--role", role]).stdout.split()

    return of


@pytest.fixture(scope="module")
def pages(listed: Pages) -> Pages:
    """The pages that a role sees; asked for once."""

    @cache
    def of(role: str) -> list[str]:
        return [path for path in listed(role) if role == "public" or not path.startswith(FOR_VISITORS)]

    return of


EVERY_SHARE = [(role, share) for role, shares in SHARES.items() for share in range(shares)]


@pytest.mark.parametrize(("role", "share"), EVERY_SHARE)
def test_every_page_of_a_role(browsing: Browsing, listed: Pages, pages: Pages, role: str, share: int) -> None:
    walk(browsing, listed, pages, role, share, one_way)


@pytest.mark.soak
@pytest.mark.parametrize(("role", "share"), EVERY_SHARE)
def test_every_page_both_ways(browsing: Browsing, listed: Pages, pages: Pages, role: str, share: int) -> None:
    walk(browsing, listed, pages, role, share, lambda _path: (True, True))


def one_way(path: str) -> tuple[bool, bool]:
    """Always the same way for the same page."""
    even = crc32(path.encode()) % 2 == 0
    return even, not even


def walk(browsing: Browsing, listed: Pages, pages: Pages, role: str, share: int, ways: Ways) -> None:
    """Open the share of the role's pages; ``ways`` says of each whether it is scanned on a desk, and on a phone."""
    page, found = browsing.open(WHO[role], expected=()), []
    for path in pages(role)[share :: SHARES[role]]:
        seen_by = [one for one in WHO if path in pages(one)]
        desk, phone = ways(path)
        desk, phone = desk and role == seen_by[0], phone and role == seen_by[-1]
        if not (desk or phone):
            continue
        answer = page.goto(path)
        status = answer.status if answer else 0
        heard = looks(page, desk, phone) if status == 200 else [f"answers {status}"]
        heard += browsing.watches[-1].taken()
        if status != 200 and path not in listed(role):
            continue  # time went on: somebody else has this lead now
        found += [f"{path}: {fault}" for fault in dict.fromkeys(heard)]
    assert not found, "\n".join(found)


def looks(page: Page, desk: bool, phone: bool) -> list[str]:
    """On a desk, on a phone, and in any case as narrow as at 400 %."""
    found: list[str] = []
    for name, window, scheme, scan in (("desk", DESK, "light", desk), ("phone, dark", PHONE, "dark", phone)):
        if scan:
            page.set_viewport_size(window)
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
            found += [f"{name}: {fault}" for fault in [*misfits(page), *findings(page)]]
    page.set_viewport_size(NARROW)
    return found + [f"320 px: {fault}" for fault in misfits(page)]
